// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/mapsan/write/sources.h"

#include "tools/mapsan/write/terminal.h"

#include <filesystem>
#include <fstream>

namespace mapsan {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kMaxBytes = 8u << 20;
constexpr size_t kMaxFiles = 256; // kept; more begin anew
constexpr size_t kTab = 8;

bool isReadable(const fs::path &file) {
  std::error_code error;
  return fs::is_regular_file(file, error) &&
         fs::file_size(file, error) <= kMaxBytes && !error;
}

std::string withoutTabs(const std::string &line) {
  std::string text;
  for (char character : line)
    if (character == '\t')
      text.append(kTab - columnsOf(text) % kTab, ' ');
    else if (character != '\r')
      text.push_back(character);
  return text;
}

} // namespace

std::string Sources::find(const std::string &file) const {
  if (isReadable(file))
    return file;
  for (const std::string &folder : folders_)
    for (size_t slash = 0; slash != file.npos && slash < file.size();
         slash = file.find('/', slash + 1)) {
      const fs::path tried =
          fs::path(folder) / file.substr(slash + (file[slash] == '/'));
      if (isReadable(tried))
        return tried.string();
    }
  return "";
}

const std::vector<std::string> &Sources::lines(const std::string &file) {
  const auto known = files_.find(file);
  if (known != files_.end())
    return known->second;
  if (files_.size() >= kMaxFiles)
    files_.clear();
  std::vector<std::string> &lines = files_[file];
  const std::string path = file.empty() ? "" : find(file);
  if (path.empty())
    return lines;
  std::ifstream in(path, std::ios::binary);
  for (std::string line; std::getline(in, line);)
    lines.push_back(std::move(line));
  return lines;
}

std::optional<std::string> Sources::line(const std::string &file,
                                         uint64_t number) {
  const std::vector<std::string> &all = lines(file);
  if (!number || number > all.size())
    return std::nullopt;
  return printable(withoutTabs(all[number - 1]));
}

uint64_t Sources::shownColumn(const std::string &file, uint64_t number,
                              uint64_t column) {
  const std::vector<std::string> &all = lines(file);
  if (!number || number > all.size() || !column)
    return 0;
  return columnsOf(
      printable(withoutTabs(all[number - 1].substr(0, column - 1))));
}

} // namespace mapsan
