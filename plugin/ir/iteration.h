// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows iterators in local variables: companions beside them, and wrappers
// of their steps.
#ifndef MAPSAN_PLUGIN_IR_ITERATION_H
#define MAPSAN_PLUGIN_IR_ITERATION_H

#include "plugin/ir/plan.h"
#include "plugin/ir/protocol.h"
#include "plugin/ir/sites.h"

#include <map>
#include <set>
#include <tuple>

namespace mapsan {

class Iteration {
public:
  Iteration(llvm::Module &module, Protocol &protocol, const Plan &plan);

  /// To be told of each planned call that was wrapped: plan.calls[index] has
  /// become `wrapped`.
  void onWrapped(size_t index, llvm::CallBase &wrapped);

  /// Wraps the steps. After all calls.
  void wrapSteps(Sites &sites);

  /// The map, as a number, whose element the iterator of this step or dereference
  /// names when it comes to `before`; 0: not known.
  llvm::Value *mapOf(const PlannedStep &step, llvm::Instruction *before);

private:
  using Variable = std::pair<llvm::AllocaInst *, int64_t>;
  using Key = std::tuple<llvm::Value *, llvm::FunctionType *, std::string,
                         void *, size_t>;

  llvm::AllocaInst *companion(llvm::Function &function);
  llvm::AllocaInst *companionOf(const PlannedStep &step);
  void noteCounts(llvm::IRBuilder<> &builder, llvm::Value *slot);
  void adopt(const PlannedStep &step, llvm::AllocaInst *own,
             llvm::Instruction *before);
  llvm::Function *wrapperFor(const PlannedStep &step);
  void emit(const PlannedStep &step, llvm::Function &wrapper);

  llvm::Module &module_;
  Protocol &protocol_;
  const Plan &plan_;
  llvm::Type *i64_;
  std::set<size_t> wanted_; // calls whose result some step may hold
  std::map<size_t, llvm::AllocaInst *> ofSource_;
  std::map<Variable, llvm::AllocaInst *> ofVariable_;
  std::map<Key, llvm::Function *> wrappers_;
};

} // namespace mapsan

#endif
