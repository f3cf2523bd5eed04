// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/inner_calls.h"

#include "plugin/compat/std_move.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Instructions.h"

namespace mapsan {

namespace {

/// A pointer as "argument plus constant".
struct Traced {
  const llvm::Argument *argument = nullptr;
  int64_t offset = 0;
};

/// A lifetime marker, which LLVM 14 gives a cast of the variable.
bool isMarker(const llvm::User &user) {
  if (const auto *cast = llvm::dyn_cast<llvm::BitCastInst>(&user))
    return llvm::all_of(cast->users(),
                        [](const llvm::User *of) { return isMarker(*of); });
  const auto *instruction = llvm::dyn_cast<llvm::Instruction>(&user);
  return instruction && instruction->isLifetimeStartOrEnd();
}

/// The one value that is ever stored to a local variable, if it is one.
const llvm::Value *onlyStoredValue(const llvm::AllocaInst &slot) {
  const llvm::Value *stored = nullptr;
  for (const llvm::User *user : slot.users()) {
    const auto *store = llvm::dyn_cast<llvm::StoreInst>(user);
    if (!store) {
      if (llvm::isa<llvm::LoadInst>(user) || isMarker(*user))
        continue;
      return nullptr;
    }
    if (store->getPointerOperand() != &slot || stored)
      return nullptr;
    stored = store->getValueOperand();
  }
  return stored;
}

/// `last` is where the trail ends.
Traced trace(const llvm::Value *value, const llvm::DataLayout &layout,
             const llvm::Value **last = nullptr) {
  int64_t offset = 0;
  for (int steps = 0; value && steps < 16; ++steps) {
    if (!value->getType()->isPointerTy())
      break;
    llvm::APInt more(layout.getIndexTypeSizeInBits(value->getType()), 0);
    value = value->stripAndAccumulateConstantOffsets(layout, more,
                                                     /*AllowNonInbounds=*/true);
    offset += more.getSExtValue();
    if (const auto *argument = llvm::dyn_cast<llvm::Argument>(value))
      return {argument, offset};
    if (const llvm::Value *moved = compat::movedFrom(value)) {
      value = moved;
      continue;
    }
    if (last)
      *last = value;
    const auto *load = llvm::dyn_cast<llvm::LoadInst>(value);
    const auto *slot =
        load ? llvm::dyn_cast<llvm::AllocaInst>(load->getPointerOperand())
             : nullptr;
    value = slot ? onlyStoredValue(*slot) : nullptr;
  }
  return {};
}

bool isInner(const Operand &operand, const PlannedCall &planned,
             const Method &around) {
  const llvm::Function &function = *planned.call->getFunction();
  unsigned index = planned.method->argumentOf(operand.parameter,
                                              hasStructReturn(*planned.call));
  Traced traced = trace(planned.call->getArgOperand(index),
                        function.getParent()->getDataLayout());
  if (!traced.argument)
    return false;
  bool isMember = around.mark.chain != planned.method->mark.chain;
  for (const Operand &outer : around.mark.operands)
    if (traced.argument->getArgNo() ==
            around.argumentOf(outer.parameter, function.hasStructRetAttr()) &&
        (isMember || traced.offset + operand.offset == outer.offset))
      return true;
  return false;
}

/// Whether the map is one that the function around it has found behind a pointer: no
/// argument of it, no variable, and no object that it is to return.
bool isReached(const Operand &operand, const PlannedCall &planned) {
  unsigned index = planned.method->argumentOf(operand.parameter,
                                              hasStructReturn(*planned.call));
  const llvm::Value *last = nullptr;
  Traced traced = trace(planned.call->getArgOperand(index),
                        planned.call->getModule()->getDataLayout(), &last);
  return !traced.argument && last &&
         (llvm::isa<llvm::LoadInst>(last) || llvm::isa<llvm::CallBase>(last));
}

} // namespace

void dropInnerOperands(PlannedCall &planned, const Method *around) {
  // Maps that a closed type is made of are its own business, where they lie in it.
  if (!around || (around->mark.chain != planned.method->mark.chain &&
                  !(around->mark.typeFlags & kTypeClosed)))
    return;
  const bool isIndirect = around->mark.typeFlags & kTypeIndirect &&
                          around->mark.chain != planned.method->mark.chain;
  llvm::erase_if(planned.operands, [&](const Operand &operand) {
    return isInner(operand, planned, *around) ||
           (isIndirect && isReached(operand, planned));
  });
}

namespace {

bool isHelper(const Method &method) {
  for (const Operand &operand : method.mark.operands)
    if (operand.effect != Effect::None)
      return false;
  return true;
}

bool isOnlyCalledInside(const Method &helper, const Plan &plan) {
  for (llvm::User *user : helper.function->users()) {
    PlannedCall planned;
    planned.call = llvm::dyn_cast<llvm::CallBase>(user);
    if (!planned.call || calleeOf(*planned.call) != helper.function)
      return false;
    planned.method = &helper;
    planned.operands = helper.mark.operands;
    dropInnerOperands(planned,
                      plan.methodOf.lookup(planned.call->getFunction()));
    if (!planned.operands.empty())
      return false;
  }
  return !helper.function->use_empty();
}

} // namespace

void dropOpenHelpers(Plan &plan) {
  for (bool changed = true; changed;) {
    changed = false;
    for (const std::unique_ptr<Method> &method : plan.methods)
      if (isHelper(*method) && plan.methodOf.count(method->function) &&
          !isOnlyCalledInside(*method, plan)) {
        plan.methodOf.erase(method->function);
        plan.openHelpers[method->function] = method.get();
        changed = true;
      }
  }
}

} // namespace mapsan
