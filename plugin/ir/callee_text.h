// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a mangled name says of a function: IR alone does not tell a reference to
// const from another pointer.
#ifndef MAPSAN_PLUGIN_IR_CALLEE_TEXT_H
#define MAPSAN_PLUGIN_IR_CALLEE_TEXT_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Function.h"

#include <string>

namespace mapsan {

struct CalleeText {
  std::string name;    // "operator=", without ABI tags
  std::string context; // of the function: its class or namespace
  llvm::SmallVector<std::string, 4> parameters; // as written, without `this`
  bool isConst = false;
};

/// False if the name is not that of a C++ function.
bool textOf(const llvm::Function &function, CalleeText &callee);

/// "std::map<int, A<B>>::iterator" -> "iterator": what follows the last scope.
llvm::StringRef lastName(llvm::StringRef name);

} // namespace mapsan

#endif
