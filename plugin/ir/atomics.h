// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The unit's atomic operations: what they are, without having changed anything.
// atomic_calls.h tells the runtime of them.
#ifndef MAPSAN_PLUGIN_IR_ATOMICS_H
#define MAPSAN_PLUGIN_IR_ATOMICS_H

#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

#include <vector>

namespace mapsan {

struct Atomic {
  enum class Kind { Load, Store, Update, Swap, Fence };

  llvm::Instruction *instruction; // or a call of libatomic's functions
  Kind kind;
  llvm::Value *address; // null for a fence
  llvm::Value *order;   // i32, as the compiler numbers them (__ATOMIC_RELAXED)
  llvm::Value *failure; // i32, of a swap
  bool mayRelease;
};

/// Between threads: those of a single one (signal fences) are left out.
std::vector<Atomic> findAtomics(llvm::Module &module);

} // namespace mapsan

#endif
