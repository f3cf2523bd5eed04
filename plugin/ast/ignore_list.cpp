// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ast/ignore_list.h"

#include "llvm/Support/SpecialCaseList.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace mapsan {

IgnoreList::IgnoreList() = default;
IgnoreList::IgnoreList(IgnoreList &&) noexcept = default;
IgnoreList::~IgnoreList() = default;

std::string IgnoreList::read(const std::vector<std::string> &files,
                             llvm::vfs::FileSystem &fileSystem) {
  if (files.empty())
    return "";
  std::string error;
  list_ = llvm::SpecialCaseList::create(files, fileSystem, error);
  return list_ ? "" : error;
}

bool IgnoreList::has(const char *what, const std::string &name) const {
  return list_ && list_->inSection("mapsan", what, name);
}

} // namespace mapsan
