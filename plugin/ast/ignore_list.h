// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The files of -fplugin-arg-mapsan-ignore: what is left out, in LLVM's special
// case list format, as sanitizers know it:
//
//   src:*/third_party/*          calls in functions of such files
//   fun:_ZN6Router*              calls in such functions; mangled or qualified
//   type:std::map<int, *         maps of such types, as reports print them
#ifndef MAPSAN_PLUGIN_AST_IGNORE_LIST_H
#define MAPSAN_PLUGIN_AST_IGNORE_LIST_H

#include <memory>
#include <string>
#include <vector>

namespace llvm {
class SpecialCaseList;
namespace vfs {
class FileSystem;
}
} // namespace llvm

namespace mapsan {

class IgnoreList {
public:
  IgnoreList();
  IgnoreList(IgnoreList &&) noexcept;
  ~IgnoreList();

  /// Returns an empty string, or a sentence about the first file that cannot be
  /// read or understood.
  std::string read(const std::vector<std::string> &files,
                   llvm::vfs::FileSystem &fileSystem);

  /// `what` is "src", "fun" or "type".
  bool has(const char *what, const std::string &name) const;
  bool empty() const { return !list_; }

private:
  std::unique_ptr<llvm::SpecialCaseList> list_;
};

} // namespace mapsan

#endif
