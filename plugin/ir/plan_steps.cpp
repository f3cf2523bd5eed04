// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Steps of iterators that can be followed: the iterator is (part of) a local
// variable, and the function around it calls a method of the same map type
// whose result identifies an element. Which of several results a variable holds
// is not decided here: at run time its value is compared (iteration.cpp).
//
// Other steps are planned for iterators that a table finds by their value
// (held_iterators.cpp), except those that a step or a dereference is made of.
#include "plugin/ir/callee_text.h"
#include "plugin/ir/iterator_escapes.h"
#include "plugin/ir/local_place.h"
#include "plugin/ir/own_changes.h"
#include "plugin/ir/plan.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/InstIterator.h"

#include <tuple>

namespace mapsan {

namespace {

/// More than this many results of one type in one function: not followed.
constexpr size_t kMostSources = 8;

using Sources = llvm::MapVector<const llvm::Function *, std::vector<size_t>>;

bool findVariable(PlannedStep &step) {
  llvm::CallBase &call = *step.call;
  step.argument = hasStructReturn(call) ? 1 : 0;
  if (step.argument >= call.arg_size())
    return false;
  llvm::Value *pointer = call.getArgOperand(step.argument);
  if (!pointer->getType()->isPointerTy())
    return false;
  const llvm::DataLayout &layout = call.getModule()->getDataLayout();
  std::tie(step.variable, step.offset) = localPlaceOf(pointer, layout);
  return step.variable && step.variable->isStaticAlloca() && step.offset >= 0 &&
         step.offset + 8 <= int64_t(layout.getTypeAllocSize(
                                step.variable->getAllocatedType()));
}

std::optional<IteratorMark> iteratorMark(const llvm::Function &function,
                                         Plan &plan) {
  llvm::Attribute attribute = function.getFnAttribute(kIteratorAttribute);
  if (!attribute.isValid())
    return std::nullopt;
  std::string error;
  std::optional<IteratorMark> mark =
      decodeIterator(attribute.getValueAsString().str(), error);
  if (!mark)
    plan.wrong.push_back(function.getName().str() + ": " + error);
  return mark;
}

void findSources(PlannedStep &step, const std::vector<size_t> &candidates,
                 const Plan &plan) {
  for (size_t source : candidates) {
    const PlannedCall &planned = plan.calls[source];
    const std::string &type = planned.method->mark.type;
    if (type != step.mark.type &&
        !llvm::is_contained(step.mark.otherTypes, type))
      continue;
    if (step.sources.empty())
      step.mark.type = type;
    step.sources.push_back(source);
    if (!step.object)
      step.object = planned.object;
  }
  if (step.sources.size() > kMostSources)
    step.sources.clear();
}

// A map's own machinery, which steps to neighbours of where it inserts: of what
// it does the operation around it tells.
bool isPartOfMaps(const llvm::Function &function) {
  CalleeText text;
  if (!textOf(function, text))
    return false;
  llvm::StringRef context = lastName(text.context);
  context = context.substr(0, context.find('<'));
  static const llvm::StringRef kParts[] = {"_Rb_tree", "_Hashtable",
                                           "__tree",   "__hash_table",
                                           "table",    "grouped_bucket_array"};
  return llvm::is_contained(kParts, context);
}

void planStep(llvm::CallBase &call, const std::vector<size_t> &candidates,
              bool mayChange, Plan &plan) {
  llvm::Function *callee = calleeOf(call);
  if (!callee || !canBeWrapped(call) ||
      call.getAttributes().hasFnAttr(kIgnoreAttribute))
    return;
  std::optional<IteratorMark> mark = iteratorMark(*callee, plan);
  if (!mark)
    return;
  const bool isStep = mark->use == IteratorMark::Use::Step;
  const bool isElement = mark->element.offset != ElementMark::kNone;
  if (!isStep && !isElement && !mayChange)
    return;
  PlannedStep step;
  step.call = &call;
  step.function = callee;
  step.mark = *mark;
  const bool isLocal = findVariable(step);
  if (step.argument >= call.arg_size())
    return;
  step.object = objectOf(call, plan);
  step.place = placeOf(call);
  if (isLocal)
    findSources(step, candidates, plan);
  if (!step.sources.empty()) {
    if (!isStep && mayChange)
      plan.lookedAt.push_back(step);
    if (isStep || isElement)
      (isStep ? plan.steps : plan.dereferences).push_back(std::move(step));
  } else if (isStep &&
             call.getArgOperand(step.argument)->getType()->isPointerTy() &&
             !call.getFunction()->hasFnAttribute(kIteratorAttribute) &&
             !isPartOfMaps(*call.getFunction())) {
    plan.heldSteps.push_back(std::move(step));
  }
}

} // namespace

void planSteps(llvm::Module &module, Plan &plan) {
  if (llvm::none_of(module, [](const llvm::Function &function) {
        return function.hasFnAttribute(kIteratorAttribute);
      }))
    return;
  Sources sources;
  llvm::SmallPtrSet<const llvm::Function *, 16> changing;
  IteratorEscapes uses(IteratorEscapes::Asked::Used);
  for (size_t i = 0; i < plan.calls.size(); ++i) {
    if (plan.calls[i].method->mark.returnsIterator &&
        uses.ofResult(*plan.calls[i].call))
      sources[plan.calls[i].call->getFunction()].push_back(i);
    if (mayInvalidate(plan.calls[i]))
      changing.insert(plan.calls[i].call->getFunction());
  }
  for (llvm::Function &function : module)
    if (!function.hasFnAttribute(kIgnoreAttribute))
      for (llvm::Instruction &instruction : llvm::instructions(function))
        if (auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction))
          planStep(*call, sources[&function], changing.count(&function), plan);
}

} // namespace mapsan
