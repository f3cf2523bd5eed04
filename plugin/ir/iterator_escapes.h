// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which iterators leave the local variables of the function that got them, and
// which are only compared there. Changes nothing.
#ifndef MAPSAN_PLUGIN_IR_ITERATOR_ESCAPES_H
#define MAPSAN_PLUGIN_IR_ITERATOR_ESCAPES_H

#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"

#include <map>
#include <set>

namespace mapsan {

class IteratorEscapes {
public:
  /// What is asked for: to leave, or to be stepped, dereferenced, given to an
  /// operation, too.
  enum class Asked { Leaves, Used };
  explicit IteratorEscapes(Asked asked = Asked::Leaves)
      : isUseAsked_(asked == Asked::Used) {}

  /// May the iterator that the call returns be stepped anywhere but in a local
  /// variable of the function around it?
  bool ofResult(const llvm::CallBase &call);
  /// The same for any that the variable holds.
  bool ofVariable(const llvm::AllocaInst &variable);

private:
  bool onlyLooks(const llvm::Function &function) const;
  bool visitVariable(const llvm::AllocaInst &variable);
  bool ofValue(const llvm::Value &value);
  bool ofPointer(const llvm::Value &pointer);
  bool ofPointerUse(const llvm::Use &use);
  bool ofHeld(const llvm::StoreInst &store);
  bool ofArgument(const llvm::CallBase &call, const llvm::Use &use);
  bool intoVariable(const llvm::Value *pointer);

  const bool isUseAsked_;
  std::map<const llvm::AllocaInst *, bool> known_;
  std::set<const llvm::Value *> values_; // that are being looked at
};

} // namespace mapsan

#endif
