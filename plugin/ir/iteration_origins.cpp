// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is certain of iterators is kept beside them as the program runs. At each
// place where a variable gets another value (iterator_origins.cpp):
//
//   %r = call @begin(m)               source = {%r, m, table[m], counts, buckets}
//   store %r, %it                     it = source
//   memcpy %other, %it                other = it
//   store %unknown, %it               it.map = 0, it.buckets = kUncertain: it may
//                                     be another map's, of the same value
//
// And after an erasure, for each variable of the function that is at the element
// erased:
//
//   call @erase(m, %iterator)         if (it.value == %iterator, it.map == m)
//                                       it.word = kErasedWord, it.counts = site
//   call @erase(m, &it->first)        the same with the iterator's value when it
//                                     was dereferenced, if one was erased
//
// So a step that comes without another value before it takes the slow path, which
// is certain of what it finds.
#include "plugin/ir/call_shape.h"
#include "plugin/ir/companion.h"
#include "plugin/ir/iteration.h"
#include "plugin/ir/loss.h"

#include "llvm/ADT/STLExtras.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;
using From = IteratorDefinition::From;

bool Iteration::isFollowed(const Variable &variable) const {
  if (!origins_.isClear(variable))
    return false;
  for (const IteratorDefinition &definition :
       origins_.variables().find(variable)->second)
    if ((definition.from == From::Call || definition.from == From::Struct) &&
        !ofSource_.count(definition.call))
      return false;
  return true;
}

void Iteration::fillFrom(IRBuilder<> &builder, const Companion &from,
                         const Companion &own, Value *isWanted) {
  auto take = [&](llvm::AllocaInst *theirs, llvm::AllocaInst *mine,
                  int64_t field, Value *otherwise) {
    Value *value = protocol_.loadPlain(builder, i64_, theirs, field);
    if (isWanted)
      value = builder.CreateSelect(
          isWanted, value,
          otherwise ? otherwise
                    : protocol_.loadPlain(builder, i64_, mine, field));
    protocol_.storePlain(builder, value, mine, field);
  };
  for (int64_t i = 0; i < kCompanionFields; ++i)
    take(from.fields, own.fields, 8 * i, nullptr);
  take(from.buckets, own.buckets, 0, builder.getInt64(kUncertain));
}

void Iteration::define(const Variable &variable,
                       const IteratorDefinition &definition) {
  auto *at = llvm::cast_or_null<llvm::Instruction>(
      static_cast<Value *>(definition.at));
  if (!at || definition.from == From::Struct)
    return;
  auto *call = llvm::dyn_cast<llvm::CallBase>(at);
  IRBuilder<> builder(call ? afterCall(*call) : at->getNextNode());
  const Companion own = companionOf(variable);
  auto source = definition.from == From::Call ? ofSource_.find(definition.call)
                                              : ofSource_.end();
  const bool isKnown = definition.variable.first &&
                       origins_.variables().count(definition.variable);
  if (source != ofSource_.end()) {
    fillFrom(builder, source->second, own);
  } else if (isKnown) {
    const Companion from = companionOf(definition.variable);
    auto held = [&](const Variable &held) {
      return protocol_.loadPlain(builder, i64_, held.first, held.second);
    };
    const bool isValueKept = !isFollowed(definition.variable);
    Value *isSame = nullptr;
    if (definition.from == From::Copy)
      isSame = builder.CreateICmpEQ(
          held(variable),
          isValueKept ? protocol_.loadPlain(builder, i64_, from.fields, kValue)
                      : held(definition.variable));
    fillFrom(builder, from, own, isSame);
    if (!isValueKept)
      protocol_.storePlain(builder, held(variable), own.fields, kValue);
  } else {
    protocol_.storePlain(builder, builder.getInt64(0), own.fields, kMap);
    protocol_.storePlain(builder, builder.getInt64(kUncertain), own.buckets, 0);
  }
}

void Iteration::defineAll() {
  for (const auto &[variable, definitions] : origins_.variables())
    for (const IteratorDefinition &definition : definitions)
      define(variable, definition);
}

// The iterator, as a number, that is no more after this call; null: not known.
Value *Iteration::erasedBy(IRBuilder<> &builder, size_t index,
                           llvm::CallBase &wrapped, Value *&isErased) {
  const Method &method = *plan_.calls[index].method;
  const unsigned first = method.argumentOf(0, hasStructReturn(wrapped));
  isErased = builder.getTrue();
  if (erasesIterator(method.mark) && first + 1 < wrapped.arg_size()) {
    Value *erased = wrapped.getArgOperand(first);
    if (wrapped.paramHasAttr(first, llvm::Attribute::ByVal))
      return protocol_.loadPlain(builder, i64_, erased, 0);
    // A class with a copy constructor of its own: the address of a copy.
    if (localPlaceOf(erased, module_.getDataLayout()).first) {
      IRBuilder<> before(&wrapped);
      return protocol_.loadPlain(before, i64_, erased, 0);
    }
    if (erased->getType()->isPointerTy())
      return builder.CreatePtrToInt(erased, i64_);
    return erased->getType() == i64_ ? erased : nullptr;
  }
  const IteratorOrigins::Element element = erasesKey(method.mark)
                                               ? origins_.elementOfKey(index)
                                               : IteratorOrigins::Element();
  if (!element.dereference || !wrapped.getType()->isIntegerTy())
    return nullptr;
  isErased = builder.CreateICmpNE(&wrapped,
                                  llvm::ConstantInt::get(wrapped.getType(), 0));
  IRBuilder<> entry(
      &*wrapped.getFunction()->getEntryBlock().getFirstInsertionPt());
  llvm::AllocaInst *seen =
      entry.CreateAlloca(i64_, nullptr, "mapsan.dereferenced");
  protocol_.storePlain(entry, entry.getInt64(0), seen, 0);
  IRBuilder<> then(element.dereference);
  protocol_.storePlain(then,
                       protocol_.loadPlain(then, i64_, element.variable.first,
                                           element.variable.second),
                       seen, 0);
  return protocol_.loadPlain(builder, i64_, seen, 0);
}

void Iteration::noteErased(size_t index, llvm::CallBase &wrapped) {
  const PlannedCall &planned = plan_.calls[index];
  std::set<Variable> stepped;
  const std::string &type = planned.method->mark.type;
  auto isOfType = [&](size_t source) {
    return plan_.calls[source].method->mark.type == type;
  };
  for (const auto *steps : {&plan_.steps, &uses_})
    for (const PlannedStep &step : *steps)
      if (step.call->getFunction() == wrapped.getFunction() &&
          llvm::any_of(step.sources, isOfType) &&
          origins_.variables().count({step.variable, step.offset}))
        stepped.insert({step.variable, step.offset});
  if (stepped.empty())
    return;
  IRBuilder<> builder(afterCall(wrapped));
  builder.SetCurrentDebugLocation(wrapped.getDebugLoc());
  Value *isErased;
  Value *erased = erasedBy(builder, index, wrapped, isErased);
  if (!erased)
    return;
  Value *map = builder.CreatePtrToInt(
      protocol_.at(builder,
                   wrapped.getArgOperand(planned.method->argumentOf(
                       Operand::kThis, hasStructReturn(wrapped))),
                   planned.method->mark.operands[0].offset),
      i64_);
  Value *site = builder.CreatePtrToInt(
      wrapped.getArgOperand(wrapped.arg_size() - 1), i64_);
  for (const Variable &variable : stepped) {
    const Companion own = companionOf(variable);
    auto field = [&](CompanionField field) {
      return protocol_.loadPlain(builder, i64_, own.fields, field);
    };
    auto is = [&](Value *one, Value *other) {
      return builder.CreateICmpEQ(one, other);
    };
    Value *isIt = builder.CreateAnd(
        builder.CreateAnd(isErased,
                          is(protocol_.loadPlain(builder, i64_, variable.first,
                                                 variable.second),
                             erased)),
        builder.CreateAnd(
            is(field(kMap), map),
            builder.CreateICmpNE(
                protocol_.loadPlain(builder, i64_, own.buckets, 0),
                builder.getInt64(kUncertain))));
    if (!isFollowed(variable))
      isIt = builder.CreateAnd(isIt, is(field(kValue), erased));
    auto replace = [&](CompanionField which, Value *value) {
      protocol_.storePlain(builder,
                           builder.CreateSelect(isIt, value, field(which)),
                           own.fields, which);
    };
    replace(kWord, builder.getInt64(kErasedWord));
    replace(kCounts, site);
  }
}

} // namespace mapsan
