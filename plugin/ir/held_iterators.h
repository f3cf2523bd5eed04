// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows iterators that leave the local variables of a function, by the table of
// runtime/abi/held_iterators.h.
#ifndef MAPSAN_PLUGIN_IR_HELD_ITERATORS_H
#define MAPSAN_PLUGIN_IR_HELD_ITERATORS_H

#include "plugin/ir/iterator_escapes.h"
#include "plugin/ir/plan.h"
#include "plugin/ir/protocol.h"
#include "plugin/ir/sites.h"

#include <map>
#include <tuple>

namespace mapsan {

class HeldIterators {
public:
  HeldIterators(llvm::Module &module, Protocol &protocol, const Plan &plan);

  /// To be told of each planned call that was wrapped.
  void onWrapped(size_t index, llvm::CallBase &wrapped);

  /// Must the table know what the variable holds?
  bool isWanted(const llvm::AllocaInst *variable) const {
    return wanted_.count(variable);
  }
  /// Enters an iterator and its map, as numbers; map 0: does nothing. `isRead`:
  /// that it was got was a read of the map.
  void enter(llvm::IRBuilder<> &builder, llvm::Value *value, llvm::Value *map,
             bool isRead = true);

  /// Wraps the steps. After all calls.
  void wrapSteps(Sites &sites);

  /// Steps an iterator that the table may know: the call's parameters, the site.
  llvm::Function *wrapperFor(const PlannedStep &step);

private:
  class Stepper;
  using Key = std::tuple<llvm::Value *, llvm::FunctionType *, std::string,
                         void *, size_t>;

  llvm::Function *enterFunction(bool isRead);

  llvm::Module &module_;
  Protocol &protocol_;
  const Plan &plan_;
  llvm::Type *i64_;
  IteratorEscapes escapes_;
  std::vector<bool> isHandedOut_; // of plan.calls
  std::set<const llvm::AllocaInst *> wanted_;
  llvm::Function *enter_[2] = {}; // by isRead
  std::map<Key, llvm::Function *> wrappers_;
};

/// The first eight bytes of what the call has returned, as a number; null: it is of
/// another shape.
llvm::Value *iteratorOf(Protocol &protocol, llvm::IRBuilder<> &builder,
                        llvm::CallBase &call);

} // namespace mapsan

#endif
