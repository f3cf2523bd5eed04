// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   auto at = m.find(1);
//   m.erase(at);           from here ...
//   use(at->second);       ... to here, and `at` has neither been stepped nor got
//                          another value
//
// A step compares anyway. A dereference is to cost nothing, and is only looked at
// where the function around it has such a path, from a change that by the model
// makes an iterator of its map's type invalid. Whether the path was taken, and it
// was this map, and the map did change, is found out when the program runs.
#include "plugin/ir/own_changes.h"

#include "plugin/ir/loss.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/CFG.h"

namespace mapsan {

namespace {

/// In a larger function the search is given up: the compiler's time is bounded.
constexpr unsigned kMostBlocks = 1000;

using Instructions = llvm::SmallPtrSet<const llvm::Instruction *, 8>;

// Is one of `changes` reached, from `use` backwards, before any of `ends`?
bool isReached(const llvm::Instruction &use, const Instructions &changes,
               const Instructions &ends) {
  llvm::SmallPtrSet<const llvm::BasicBlock *, 16> seen;
  std::vector<const llvm::Instruction *> open{&use}; // what is before these
  while (!open.empty() && seen.size() < kMostBlocks) {
    const llvm::BasicBlock &block = *open.back()->getParent();
    const llvm::Instruction *at = open.back()->getPrevNode();
    if (open.back() != &use && open.back()->isTerminator())
      at = open.back();
    open.pop_back();
    for (; at && !ends.count(at); at = at->getPrevNode())
      if (changes.count(at))
        return true;
    if (at)
      continue;
    for (const llvm::BasicBlock *before : llvm::predecessors(&block))
      if (seen.insert(before).second)
        open.push_back(before->getTerminator());
  }
  return false;
}

} // namespace

bool mayInvalidate(const PlannedCall &planned) {
  const MethodMark &mark = planned.method->mark;
  return erasesIterator(mark) || erasesKey(mark) ||
         llvm::any_of(planned.operands, [&](const Operand &operand) {
           const LostIterators loss = lossOf(mark, operand);
           return loss == LostIterators::All || loss == LostIterators::OnRehash;
         });
}

std::vector<PlannedStep> usesAfterChange(const Plan &plan,
                                         const IteratorOrigins &origins) {
  std::map<const llvm::Function *, std::vector<const PlannedCall *>> changes;
  if (!plan.lookedAt.empty())
    for (const PlannedCall &planned : plan.calls)
      if (mayInvalidate(planned))
        changes[planned.call->getFunction()].push_back(&planned);
  std::vector<PlannedStep> found;
  for (const PlannedStep &use : plan.lookedAt) {
    const auto definitions =
        origins.variables().find({use.variable, use.offset});
    if (definitions == origins.variables().end())
      continue;
    Instructions ends, own;
    for (const IteratorDefinition &definition : definitions->second)
      ends.insert(llvm::cast<llvm::Instruction>(
          static_cast<llvm::Value *>(definition.at)));
    for (const PlannedStep &step : plan.steps)
      if (step.variable == use.variable && step.offset == use.offset)
        ends.insert(step.call);
    for (const PlannedCall *change : changes[use.call->getFunction()])
      if (llvm::any_of(use.sources, [&](size_t source) {
            return plan.calls[source].method->mark.type ==
                   change->method->mark.type;
          }))
        own.insert(change->call);
    if (!own.empty() && isReached(*use.call, own, ends))
      found.push_back(use);
  }
  return found;
}

} // namespace mapsan
