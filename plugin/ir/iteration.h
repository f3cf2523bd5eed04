// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows iterators in local variables: companions beside them, and wrappers
// of their steps.
#ifndef MAPSAN_PLUGIN_IR_ITERATION_H
#define MAPSAN_PLUGIN_IR_ITERATION_H

#include "plugin/ir/held_iterators.h"
#include "plugin/ir/iterator_origins.h"
#include "plugin/ir/plan.h"
#include "plugin/ir/protocol.h"
#include "plugin/ir/sites.h"

#include <map>
#include <set>
#include <tuple>

namespace mapsan {

class Iteration {
public:
  Iteration(llvm::Module &module, Protocol &protocol, HeldIterators &held,
            const Plan &plan);

  /// To be told of each planned call that was wrapped: plan.calls[index] has
  /// become `wrapped`.
  void onWrapped(size_t index, llvm::CallBase &wrapped);

  /// Wraps the steps. After all calls.
  void wrapSteps(Sites &sites);

  /// The map, as a number, whose element the iterator of this step or dereference
  /// names when it comes to `before`; 0: not known.
  llvm::Value *mapOf(const PlannedStep &step, llvm::Instruction *before);

private:
  using Variable = IteratorVariable;
  using Key = std::tuple<llvm::Value *, llvm::FunctionType *, std::string,
                         void *, size_t, std::string, bool>;

  /// What steps need in registers, and what only their slow path does.
  struct Companion {
    llvm::AllocaInst *fields = nullptr, *buckets = nullptr;
  };
  Companion companion(llvm::Function &function);
  Companion companionOf(const Variable &variable);
  void fillSource(size_t index, llvm::CallBase &wrapped, unsigned argument);
  void noteCounts(llvm::IRBuilder<> &builder, llvm::Value *slot,
                  bool isRead = true);
  const MethodMark &markOfMap(const PlannedStep &step) const {
    return plan_.calls[step.sources.front()].method->mark;
  }

  // iteration_origins.cpp: what is certain of an iterator.
  void fillFrom(llvm::IRBuilder<> &builder, const Companion &from,
                const Companion &own, llvm::Value *isWanted = nullptr);
  void define(const Variable &variable, const IteratorDefinition &definition);
  void defineAll();
  void noteErased(size_t index, llvm::CallBase &wrapped);
  llvm::Value *erasedBy(llvm::IRBuilder<> &builder, size_t index,
                        llvm::CallBase &wrapped, llvm::Value *&isErased);
  bool isFollowed(const Variable &variable) const;

  // iteration_uses.cpp
  void checkUse(const PlannedStep &use, llvm::Constant *site);

  /// What the slow path gets for them.
  llvm::Value *bucketsOf(const PlannedStep &step, const Companion &own) const;
  void adopt(const PlannedStep &step, llvm::AllocaInst *own,
             llvm::Instruction *before);
  llvm::Function *wrapperFor(const PlannedStep &step, bool isFollowed);
  void emit(const PlannedStep &step, bool isFollowed, llvm::Function &wrapper);

  llvm::Module &module_;
  Protocol &protocol_;
  HeldIterators &held_;
  const Plan &plan_;
  llvm::Type *i64_;
  IteratorOrigins origins_;
  const std::vector<PlannedStep>
      uses_;                // after a change that may make them wrong
  std::set<size_t> wanted_; // calls whose result some step may hold
  std::map<size_t, Companion> ofSource_;
  std::map<Variable, Companion> ofVariable_;
  std::vector<std::pair<size_t, llvm::WeakTrackingVH>> erasures_;
  std::map<Key, llvm::Function *> wrappers_;
};

} // namespace mapsan

#endif
