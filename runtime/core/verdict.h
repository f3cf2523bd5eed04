// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What two overlapping operations of different threads amount to. Pure.
//
// An operation's outcome is what was observed of it, not what its name
// promises:
//
//   Unchanged     it left the structure as it was
//   Changed       it changed it
//   Unobservable  it has ended, and neither result nor size() told
//   Running       it is still inside; it will tell later
//
// With "changes" = its effect always writes, or it may write and Changed:
//
//   one / other       changes   may write, Running   may write, else   reads
//   changes           race      race                 race              race
//   may write, Run.   race      pending              pending           pending
//   may write, else   race      pending              note              note
//   reads             race      pending              note              nothing
//
// strict makes race of every pending and note. `none` conflicts with nothing;
// `safe` only with exclusive, construct and destroy.
#ifndef MAPSAN_RUNTIME_CORE_VERDICT_H
#define MAPSAN_RUNTIME_CORE_VERDICT_H

#include "runtime/abi/effects.h"

namespace mapsan {

enum class Outcome : uint8_t { Unchanged, Changed, Unobservable, Running };

enum class Verdict : uint8_t { Nothing, Pending, Note, Race };

struct Act {
  Effect effect;
  Outcome outcome;
};

constexpr bool changes(Act act) {
  return alwaysWrites(act.effect) ||
         (mayWrite(act.effect) && act.outcome == Outcome::Changed);
}

constexpr Verdict judgeSafe(Effect other) {
  return other == Effect::Exclusive || other == Effect::Construct ||
                 other == Effect::Destroy
             ? Verdict::Race
             : Verdict::Nothing;
}

constexpr Verdict judge(Act one, Act other, bool strict) {
  if (one.effect == Effect::None || other.effect == Effect::None)
    return Verdict::Nothing;
  if (one.effect == Effect::Safe)
    return judgeSafe(other.effect);
  if (other.effect == Effect::Safe)
    return judgeSafe(one.effect);
  if (changes(one) || changes(other))
    return Verdict::Race;
  const bool oneMay = mayWrite(one.effect), otherMay = mayWrite(other.effect);
  if (!oneMay && !otherMay)
    return Verdict::Nothing;
  if (strict)
    return Verdict::Race;
  if ((oneMay && one.outcome == Outcome::Running) ||
      (otherMay && other.outcome == Outcome::Running))
    return Verdict::Pending;
  return Verdict::Note;
}

} // namespace mapsan

#endif
