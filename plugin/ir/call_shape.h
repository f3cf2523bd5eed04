// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How one function takes the place of another in a call: same arguments and
// calling convention, further pointers behind them.
#ifndef MAPSAN_PLUGIN_IR_CALL_SHAPE_H
#define MAPSAN_PLUGIN_IR_CALL_SHAPE_H

#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

#include <string>

namespace mapsan {

/// The call's convention attributes, without any of the function itself.
llvm::AttributeList conventionOf(const llvm::CallBase &call);

/// Functions of different targets must not share a wrapper.
std::string targetOf(const llvm::Function &function);

/// Target, sanitizers, stack protection: all that a function which stands
/// beside or around `from` must share with it.
void takeFunctionAttributes(const llvm::Function &from, llvm::Function &to);

/// An internal function with the parameters of the call and `extra` pointers
/// behind them, compiled like the function that contains the call.
llvm::Function *declareWrapper(const llvm::CallBase &call,
                               const llvm::Twine &name, unsigned extra);

/// Calls `wrapper` instead, with `extra` as last arguments. Returns the new
/// call; the old one is gone.
llvm::CallBase *replaceCall(llvm::CallBase &call, llvm::Function &wrapper,
                            llvm::ArrayRef<llvm::Value *> extra);

/// Where code may stand that runs when the call has returned normally.
llvm::Instruction *afterCall(llvm::CallBase &call);

} // namespace mapsan

#endif
