// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From an iterator in memory to the element, as a WayMark says.
#ifndef MAPSAN_PLUGIN_IR_ELEMENT_WAY_H
#define MAPSAN_PLUGIN_IR_ELEMENT_WAY_H

#include "plugin/ir/protocol.h"

namespace mapsan {

/// Whether what the mark names is there, and has the shape that is known.
bool canGo(const llvm::Module &module, const WayMark &way);

/// What the runtime is told of an element: where its key is, and its value.
struct FoundElement {
  llvm::Value *key = nullptr, *value = nullptr;
};
/// Emits the call. Only if canGo().
FoundElement goToElement(llvm::IRBuilder<> &builder, Protocol &protocol,
                         const WayMark &way, llvm::Value *iterator);

/// The function of this name with one argument, and perhaps a place for its result
/// before it; else null.
llvm::Function *methodOf(const llvm::Module &module, const std::string &name);
/// Calls such a function; its result is left in memory, new or `place`.
llvm::Value *callIntoMemory(llvm::IRBuilder<> &builder,
                            llvm::Function &function, llvm::Value *object);
/// Where a call's result lies: an iterator, or a pair that begins with one.
llvm::Value *resultInMemory(llvm::IRBuilder<> &builder, llvm::CallBase &call);

} // namespace mapsan

#endif
