// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lines of source files, if they are here. A log may come from another machine:
// then a file is looked for below the folders that the user names, by ever shorter
// ends of its path: /ci/build/src/a.cpp is DIR/src/a.cpp or DIR/a.cpp.
//
// The files are what the log says; only regular ones of reasonable size are read.
#ifndef MAPSAN_TOOLS_MAPSAN_WRITE_SOURCES_H
#define MAPSAN_TOOLS_MAPSAN_WRITE_SOURCES_H

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mapsan {

class Sources {
public:
  explicit Sources(std::vector<std::string> folders = {})
      : folders_(std::move(folders)) {}

  /// Tabs as blanks up to the next multiple of 8, so that columns can be pointed
  /// at.
  std::optional<std::string> line(const std::string &file, uint64_t number);

  /// The column of that text that a compiler's column (in bytes, a tab is one)
  /// stands for, from 0.
  uint64_t shownColumn(const std::string &file, uint64_t number,
                       uint64_t column);

private:
  const std::vector<std::string> &lines(const std::string &file);
  std::string find(const std::string &file) const;

  std::vector<std::string> folders_;
  std::map<std::string, std::vector<std::string>> files_;
};

} // namespace mapsan

#endif
