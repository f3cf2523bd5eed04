// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a linked module (program or shared library) has once, however many of its
// units bring it along.
#ifndef MAPSAN_PLUGIN_IR_MODULE_FUNCTION_H
#define MAPSAN_PLUGIN_IR_MODULE_FUNCTION_H

#include "llvm/IR/Module.h"

namespace mapsan {

/// Before every other constructor and after every other destructor.
constexpr int kConstructorPriority = 1;

/// void name(), without a body; nothing outside its linked module sees it.
llvm::Function *moduleFunction(llvm::Module &module, llvm::StringRef name);

} // namespace mapsan

#endif
