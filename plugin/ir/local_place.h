// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which local variable a pointer leads to, and where in it.
#ifndef MAPSAN_PLUGIN_IR_LOCAL_PLACE_H
#define MAPSAN_PLUGIN_IR_LOCAL_PLACE_H

#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"

#include <utility>

namespace mapsan {

/// An iterator: an alloca, and where in it.
using IteratorVariable = std::pair<llvm::AllocaInst *, int64_t>;

/// The alloca is null if it is not known.
IteratorVariable localPlaceOf(llvm::Value *pointer,
                              const llvm::DataLayout &layout);

/// What a local reference holds that is stored once and only read, or null.
llvm::Value *onlyValueOf(llvm::Value *pointer);

/// The local reference that holds this store's value and never another, or null.
llvm::AllocaInst *onlyHolderOf(const llvm::StoreInst &store);

/// What std::get hands out of a pair: it begins where the pair does, or is a flag.
enum class PairMember { None, First, Flag };
PairMember memberOfPair(const llvm::CallBase &call);

} // namespace mapsan

#endif
