// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Most iterators are looked at where they were found: `m.find(k)->second`,
// `it != m.end()`, range-for. They go into no table, so that a find costs no more
// for it. Understood are loads and comparisons, moves from variable to variable,
// steps, dereferences, and operations on maps (`m.erase(it)`); whatever else is done
// with an iterator may keep it.
#include "plugin/ir/iterator_escapes.h"

#include "plugin/ir/callee_text.h"
#include "plugin/ir/local_place.h"
#include "plugin/ir/plan.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

namespace mapsan {

using llvm::dyn_cast;
using llvm::isa;

namespace {

bool isStep(const llvm::Function &function) {
  const llvm::Attribute use = function.getFnAttribute(kIteratorAttribute);
  return use.isValid() &&
         use.getValueAsString().find("use=step") != llvm::StringRef::npos;
}

// An iterator's constructor or assignment: its object gets the other one's value. Not
// so that of std::tie, a tuple of references.
bool copiesIntoObject(const llvm::Function &function) {
  CalleeText callee;
  return textOf(function, callee) &&
         (callee.name == "operator=" ||
          callee.name == lastName(callee.context)) &&
         callee.context.find('&') == std::string::npos;
}

// The flag beside an iterator, which says that it was inserted.
bool isFlag(const llvm::GEPOperator &field) {
  return !field.getSourceElementType()->isIntegerTy() &&
         field.getResultElementType()->isIntegerTy(8);
}

} // namespace

// Looks at its arguments, and keeps none.
bool IteratorEscapes::onlyLooks(const llvm::Function &function) const {
  if (function.hasFnAttribute(kIteratorAttribute) ||
      function.hasFnAttribute(kMethodAttribute))
    return !isUseAsked_;
  CalleeText callee;
  return textOf(function, callee) &&
         (callee.name == "operator==" || callee.name == "operator!=");
}

bool IteratorEscapes::ofResult(const llvm::CallBase &call) {
  values_.clear();
  return hasStructReturn(call) ? intoVariable(call.getArgOperand(0))
                               : ofValue(call);
}

bool IteratorEscapes::ofVariable(const llvm::AllocaInst &variable) {
  values_.clear();
  return visitVariable(variable);
}

bool IteratorEscapes::visitVariable(const llvm::AllocaInst &variable) {
  const auto [known, isNew] = known_.insert({&variable, false});
  if (isNew && ofPointer(variable))
    known_[&variable] = true;
  return known_[&variable];
}

bool IteratorEscapes::intoVariable(const llvm::Value *pointer) {
  auto *variable = dyn_cast<llvm::AllocaInst>(pointer->stripInBoundsOffsets());
  return !variable || visitVariable(*variable);
}

bool IteratorEscapes::ofValue(const llvm::Value &value) {
  if (!values_.insert(&value).second)
    return false;
  return llvm::any_of(value.uses(), [&](const llvm::Use &use) {
    const llvm::User *user = use.getUser();
    if (isa<llvm::ICmpInst>(user))
      return false;
    if (isa<llvm::CastInst>(user) || isa<llvm::ExtractValueInst>(user) ||
        isa<llvm::PHINode>(user) || isa<llvm::SelectInst>(user))
      return ofValue(*user);
    if (auto *store = dyn_cast<llvm::StoreInst>(user))
      return intoVariable(store->getPointerOperand());
    auto *call = dyn_cast<llvm::CallBase>(user);
    const llvm::Function *callee = call ? calleeOf(*call) : nullptr;
    return !callee || !call->isArgOperand(&use) || !onlyLooks(*callee);
  });
}

bool IteratorEscapes::ofPointer(const llvm::Value &pointer) {
  return llvm::any_of(pointer.uses(),
                      [&](const llvm::Use &use) { return ofPointerUse(use); });
}

bool IteratorEscapes::ofPointerUse(const llvm::Use &use) {
  const llvm::User *user = use.getUser();
  if (auto *field = dyn_cast<llvm::GEPOperator>(user))
    return !isFlag(*field) && ofPointer(*field);
  if (isa<llvm::BitCastInst>(user))
    return ofPointer(*user);
  if (isa<llvm::ICmpInst>(user))
    return false;
  if (auto *load = dyn_cast<llvm::LoadInst>(user)) // or a flag beside it
    return load->getType()->getPrimitiveSizeInBits() != 8 && ofValue(*load);
  if (auto *store = dyn_cast<llvm::StoreInst>(user))
    return use.getOperandNo() == 0 && ofHeld(*store);
  if (auto *copy = dyn_cast<llvm::MemTransferInst>(user))
    return use.getOperandNo() == 1 && intoVariable(copy->getRawDest());
  if (auto *instruction = dyn_cast<llvm::IntrinsicInst>(user))
    return !instruction->isLifetimeStartOrEnd() &&
           !isa<llvm::MemSetInst>(instruction);
  auto *call = dyn_cast<llvm::CallBase>(user);
  return !call || !call->isArgOperand(&use) || ofArgument(*call, use);
}

// The pointer is stored: it may be in a local reference.
bool IteratorEscapes::ofHeld(const llvm::StoreInst &store) {
  const llvm::AllocaInst *holder = onlyHolderOf(store);
  return !holder || (values_.insert(holder).second &&
                     llvm::any_of(holder->users(), [&](const llvm::User *user) {
                       return isa<llvm::LoadInst>(user) && ofPointer(*user);
                     }));
}

bool IteratorEscapes::ofArgument(const llvm::CallBase &call,
                                 const llvm::Use &use) {
  const unsigned argument = call.getArgOperandNo(&use);
  if (call.paramHasAttr(argument, llvm::Attribute::StructRet))
    return false;
  if (const PairMember member = memberOfPair(call); member != PairMember::None)
    return member == PairMember::First && ofPointer(call);
  const llvm::Function *callee = calleeOf(call);
  if (!callee)
    return true;
  const unsigned first = hasStructReturn(call) ? 1 : 0;
  if (isStep(*callee) && !isUseAsked_) // ++it returns the iterator, it++ a copy
    return call.arg_size() == 1    ? ofPointer(call)
           : hasStructReturn(call) ? intoVariable(call.getArgOperand(0))
                                   : ofValue(call);
  if (onlyLooks(*callee))
    return false;
  if (!copiesIntoObject(*callee) || !call.use_empty())
    return true;
  return argument != first && intoVariable(call.getArgOperand(first));
}

} // namespace mapsan
