// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A log without its last line's end may still be growing, or have been cut: that
// line counts if it is a whole record.
#include "tools/mapsan/log/reader.h"

#include "runtime/report/json.h"

#include "llvm/Support/JSON.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace mapsan {
namespace {

namespace fs = std::filesystem;

constexpr char kForeign[] = "foreign";
constexpr char kVersion[] = "version";
constexpr char kCorrupt[] = "corrupt";
constexpr char kTruncated[] = "truncated";
constexpr char kTooLong[] = "too long";
constexpr char kUnreadable[] = "unreadable";
constexpr char kOpening[] = "{\"mapsan\":";
constexpr size_t kMaxShown = 20;

/// As std::getline, but never keeps more than the limit of a line.
enum class Got { Nothing, Line, LastLine, TooLong };

Got getLine(std::streambuf &in, std::string &line) {
  using Traits = std::streambuf::traits_type;
  line.clear();
  bool isTooLong = false;
  for (int next = in.sbumpc();; next = in.sbumpc()) {
    if (Traits::eq_int_type(next, Traits::eof()))
      return isTooLong      ? Got::TooLong
             : line.empty() ? Got::Nothing
                            : Got::LastLine;
    if (next == '\n')
      return isTooLong ? Got::TooLong : Got::Line;
    if (line.size() < kMaxLineBytes)
      line.push_back(Traits::to_char_type(next));
    else
      isTooLong = true;
  }
}

std::string sentence(const Damage &damage) {
  const std::string at = "line " + std::to_string(damage.first);
  const std::string several =
      damage.lines > 1 ? " and " + std::to_string(damage.lines - 1) + " more"
                       : "";
  if (damage.kind == kForeign)
    return "is no log of MapSan";
  if (damage.kind == kUnreadable)
    return "cannot be read";
  if (damage.kind == kVersion)
    return at + several + " written by another version of MapSan";
  if (damage.kind == kTruncated)
    return at + " ends in the middle";
  if (damage.kind == kTooLong)
    return at + several + " longer than 16 MB";
  return at + several + " damaged";
}

/// One more line of this kind.
void note(std::vector<Damage> &damages, const std::string &file,
          const char *kind, uint64_t line) {
  for (Damage &damage : damages)
    if (damage.kind == kind) {
      ++damage.lines;
      return;
    }
  damages.push_back({file, kind, 1, line});
}

} // namespace

/// Null, or what is wrong with the line.
const char *LogReader::readLine(const std::string &line,
                                const std::string &file) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(line);
  if (!value) {
    llvm::consumeError(value.takeError());
    return kCorrupt;
  }
  llvm::json::Object *record = value->getAsObject();
  if (!record)
    return kForeign;
  const auto version = record->getInteger("mapsan");
  if (!version)
    return kForeign;
  if (*version != static_cast<int64_t>(kJsonVersion))
    return kVersion;
  return take_({line, *record, file}) ? nullptr : kCorrupt;
}

void LogReader::read(std::istream &in, const std::string &name) {
  ++files_;
  std::string line;
  std::vector<Damage> found;
  bool isOurs = false;
  for (uint64_t number = 1;; ++number) {
    const Got got = getLine(*in.rdbuf(), line);
    if (got == Got::Nothing)
      break;
    if (got != Got::TooLong && line.find_first_not_of(" \t\r") == line.npos)
      continue;
    const char *problem = got == Got::TooLong ? kTooLong : readLine(line, name);
    isOurs |= !problem || problem == kVersion || line.rfind(kOpening, 0) == 0;
    if (problem == kCorrupt && got == Got::LastLine)
      problem = kTruncated;
    if (problem)
      note(found, name, problem == kForeign ? kCorrupt : problem, number);
  }
  if (!found.empty() && !isOurs)
    found = {{name, kForeign, 0, 0}};
  damages_.insert(damages_.end(), found.begin(), found.end());
}

void LogReader::readFile(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  if (!in || fs::is_directory(path)) {
    ++files_;
    damages_.push_back({path, kUnreadable, 0, 0});
    return;
  }
  read(in, path);
}

void LogReader::readAny(const std::string &path) {
  if (path == "-")
    return read(std::cin, "standard input");
  std::error_code error;
  if (!fs::is_directory(path, error))
    return readFile(path);
  std::vector<std::string> logs;
  for (fs::recursive_directory_iterator at(path, error), end; at != end;
       at.increment(error)) {
    if (error)
      break;
    if (at->path().extension() == ".jsonl")
      logs.push_back(at->path().string());
  }
  if (error)
    damages_.push_back({path, kUnreadable, 0, 0});
  std::sort(logs.begin(), logs.end());
  for (const std::string &log : logs)
    readFile(log);
}

void LogReader::printDamages(std::ostream &out) const {
  for (size_t i = 0; i < damages_.size() && i < kMaxShown; ++i)
    out << "mapsan: " << damages_[i].file << ": " << sentence(damages_[i])
        << "; skipped\n";
  if (damages_.size() > kMaxShown)
    out << "mapsan: and " << damages_.size() - kMaxShown
        << " more damaged files\n";
}

} // namespace mapsan
