// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Did the operation change the structure? Read from its result, or from two
// sizes. Answers are i32 values of Changed.
#ifndef MAPSAN_PLUGIN_IR_OBSERVE_H
#define MAPSAN_PLUGIN_IR_OBSERVE_H

#include "plugin/marker/marker.h"

#include "llvm/IR/IRBuilder.h"

namespace mapsan {

/// What is at hand when an operation has ended.
struct Outcome {
  llvm::CallBase *call = nullptr; // null: an exception left it, no result
  llvm::Value *before = nullptr;  // size() as u64, or null
  llvm::Value *after = nullptr;   // the same
};

llvm::Value *observeChange(llvm::IRBuilder<> &builder, Observe observe,
                           const Outcome &outcome);

} // namespace mapsan

#endif
