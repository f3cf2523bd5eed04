// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads logs, a line at a time, whatever they have gone through: cut by a kill
// or a full disk, concatenated, copied together with files that are none, written
// by another version. What can be read is handed on; what cannot is counted, each
// file under the first of these that fits, and nothing else is lost by it:
//
//   foreign      not one line of the file is a record of MapSan
//   version      a record of a version that this tool does not know
//   corrupt      a line that is no JSON, or a race without what a race has
//   truncated    the same, and it is the last line and has no end
//   too long     a line of more than kMaxLineBytes
//   unreadable   the file cannot be opened or read
//
// Memory: one line, and one count for each damaged file.
#ifndef MAPSAN_TOOLS_MAPSAN_LOG_READER_H
#define MAPSAN_TOOLS_MAPSAN_LOG_READER_H

#include <functional>
#include <istream>
#include <string>
#include <vector>

namespace llvm::json {
class Object;
}

namespace mapsan {

constexpr size_t kMaxLineBytes = 16u << 20;

/// One good line.
struct LogLine {
  const std::string &text; // as it stands in the log, without its end
  llvm::json::Object &record;
  const std::string &file;
};

struct Damage {
  std::string file;
  const char *kind;
  uint64_t lines; // how many were skipped; 0: all of the file
  uint64_t first; // the number of the first one
};

class LogReader {
public:
  /// `take` says whether it could use the record.
  explicit LogReader(std::function<bool(const LogLine &)> take)
      : take_(std::move(take)) {}

  /// A file, a folder with *.jsonl files below it, or "-" for standard input.
  void readAny(const std::string &path);
  void read(std::istream &in, const std::string &name);

  const std::vector<Damage> &damages() const { return damages_; }
  uint64_t files() const { return files_; }

  /// One line for each damaged file, the first 20 of them.
  void printDamages(std::ostream &out) const;

private:
  void readFile(const std::string &path);
  const char *readLine(const std::string &line, const std::string &file);

  std::function<bool(const LogLine &)> take_;
  std::vector<Damage> damages_;
  uint64_t files_ = 0;
};

} // namespace mapsan

#endif
