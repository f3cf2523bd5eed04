// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   model says (invalidates.def)   upsert, assign, insert, emplace   clear   erase   others
//   nothing                        keeps                             -       -       -
//   element, references            keeps                             -       keeps   -
//   iterators, all                 loses                             loses   keeps   -
//   ...-on-rehash                  on rehash                         on rehash ...
//
// "-": nothing is known. What is swapped, merged away or extracted lives on
// elsewhere; an assignment may be one to itself. An erase takes others along at
// most from its own place on: an iterator before it may be as good as before.
#include "plugin/ir/loss.h"

#include "llvm/ADT/StringRef.h"

namespace mapsan {

namespace {

bool isCalled(const MethodMark &mark, llvm::StringRef what) {
  return llvm::StringRef(mark.name).take_front(what.size()) == what;
}

} // namespace

LostIterators lossOf(const MethodMark &mark, const Operand &operand) {
  if (operand.parameter != Operand::kThis)
    return LostIterators::Unknown;
  const Effect effect = operand.effect;
  const bool isInsertion =
      effect == Effect::Upsert || effect == Effect::Assign ||
      (effect == Effect::Write &&
       (isCalled(mark, "insert") || isCalled(mark, "emplace")));
  const bool isErasure =
      (effect == Effect::Erase && !isCalled(mark, "extract")) ||
      erasesIterator(mark);
  if (!isInsertion && effect != Effect::Erase && effect != Effect::Write)
    return LostIterators::Unknown;
  switch (operand.invalidates) {
  case Invalidates::Unsaid:
    return LostIterators::Unknown;
  case Invalidates::Nothing:
    return isInsertion ? LostIterators::None : LostIterators::Unknown;
  case Invalidates::Element:
  case Invalidates::References:
    return isInsertion || isErasure ? LostIterators::None
                                    : LostIterators::Unknown;
  case Invalidates::IteratorsOnRehash:
  case Invalidates::AllOnRehash:
    return LostIterators::OnRehash;
  case Invalidates::Iterators:
  case Invalidates::All:
    return isInsertion || mark.name == "clear" ? LostIterators::All
           : isErasure                         ? LostIterators::None
                                               : LostIterators::Unknown;
  }
  return LostIterators::Unknown;
}

bool erasesIterator(const MethodMark &mark) {
  const Operand &operand = mark.operands.front();
  return operand.parameter == Operand::kThis &&
         operand.effect == Effect::Write && mark.keyParameter < 0 &&
         isCalled(mark, "erase") &&
         (operand.invalidates == Invalidates::Element ||
          operand.invalidates == Invalidates::Iterators ||
          operand.invalidates == Invalidates::All);
}

bool erasesKey(const MethodMark &mark) {
  const Operand &operand = mark.operands.front();
  return operand.parameter == Operand::kThis &&
         operand.effect == Effect::Erase && mark.keyParameter == 0 &&
         !mark.keyInPlace && isCalled(mark, "erase") &&
         (operand.invalidates == Invalidates::Element ||
          operand.invalidates == Invalidates::Iterators ||
          operand.invalidates == Invalidates::All);
}

} // namespace mapsan
