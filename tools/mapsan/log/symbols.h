// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions and lines for frames that have a module and an offset only: a crash
// handler wrote them, or there was no llvm-symbolizer where the program ran. The
// module is looked for, by its build id if the frame has one,
//
//   where the log says it is,
//   below each folder of the user: .build-id/ab/cdef.debug as debug packages and
//   debuginfod's local stores have it, cdef.../debuginfo as debuginfod's cache, the
//   module's path (a sysroot), its name
//
// and a file with another build id is never used: wrong lines are worse than none.
#ifndef MAPSAN_TOOLS_MAPSAN_LOG_SYMBOLS_H
#define MAPSAN_TOOLS_MAPSAN_LOG_SYMBOLS_H

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace llvm {
namespace json {
class Array;
class Object;
} // namespace json
namespace symbolize {
class LLVMSymbolizer;
}
} // namespace llvm

namespace mapsan {

class Symbols {
public:
  explicit Symbols(std::vector<std::string> folders);
  ~Symbols();

  /// All stacks of a race's record; true if anything was found.
  bool resolve(llvm::json::Object &record);

private:
  bool resolveStack(llvm::json::Object *stack);
  bool resolveFrame(const llvm::json::Object &frame, llvm::json::Array &to);
  const std::string &find(const std::string &module,
                          const std::string &buildId);

  std::vector<std::string> folders_;
  std::map<std::pair<std::string, std::string>, std::string> files_;
  std::unique_ptr<llvm::symbolize::LLVMSymbolizer> symbolizer_;
};

} // namespace mapsan

#endif
