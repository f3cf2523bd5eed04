// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pool, and the order in which the two threads of a conflict hand it to
// each other. The state word is the only thing both write; who moved it to
// Building or Taken owns the rest.
#include "runtime/entry/conflict.h"

#include "runtime/base/address.h"
#include "runtime/entry/publish.h"
#include "runtime/state/runtime.h"

namespace mapsan {

uint32_t postedConflicts;

namespace {

constexpr unsigned kConflicts = 32;
Conflict pool[kConflicts];
uint64_t lastToken;

bool move(Conflict &conflict, ConflictState from, ConflictState to) {
  uint32_t expected = static_cast<uint32_t>(from);
  return __atomic_compare_exchange_n(&conflict.state, &expected,
                                     static_cast<uint32_t>(to), false,
                                     __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

ConflictState stateOf(const Conflict &conflict) {
  return static_cast<ConflictState>(
      __atomic_load_n(&conflict.state, __ATOMIC_RELAXED));
}

// The partner's operation is over without an answer.
bool isPartnerGone(const Conflict &conflict) {
  const ConflictSide &partner = conflict.sides[1];
  const ThreadRecord *record = findThread(partner.thread);
  if (!record || !record->isLive || partner.sequence == 0)
    return true;
  for (const MapsanEntry &entry : record->ring)
    if (__atomic_load_n(&entry.sequence, __ATOMIC_RELAXED) == partner.sequence)
      return false;
  return true;
}

void giveUpOnPartner(Conflict &conflict) {
  if (conflict.sides[1].outcome == Outcome::Running)
    conflict.sides[1].outcome = Outcome::Unobservable;
}

bool sweepOne() {
  for (Conflict &conflict : pool) {
    if (stateOf(conflict) != ConflictState::Posted || !conflict.isFinderDone ||
        !isPartnerGone(conflict) || !takeConflict(conflict))
      continue;
    giveUpOnPartner(conflict);
    settle(conflict);
    return true;
  }
  return false;
}

} // namespace

Conflict *claimConflict(const void *map, Evidence evidence, uint64_t mapSize) {
  for (unsigned attempt = 0; attempt < 2; ++attempt) {
    for (Conflict &conflict : pool) {
      if (stateOf(conflict) != ConflictState::Free ||
          !move(conflict, ConflictState::Free, ConflictState::Building))
        continue;
      const uint32_t state = conflict.state;
      __builtin_memset(&conflict, 0, sizeof conflict);
      conflict.state = state;
      conflict.token = __atomic_add_fetch(&lastToken, 1, __ATOMIC_RELAXED);
      conflict.map = map;
      conflict.slot = wordIndex(addressOf(map), tableBits());
      conflict.evidence = evidence;
      conflict.mapSize = mapSize;
      for (ConflictSide &side : conflict.sides)
        side.sizeBefore = side.sizeAfter = side.bucketsBefore =
            side.bucketsAfter = kUnknownSize;
      return &conflict;
    }
    if (!sweepOne())
      return nullptr;
  }
  return nullptr;
}

void freeConflict(Conflict &conflict) {
  __atomic_store_n(&conflict.token, uint64_t{0}, __ATOMIC_RELAXED);
  __atomic_store_n(&conflict.state, static_cast<uint32_t>(ConflictState::Free),
                   __ATOMIC_RELEASE);
}

void postConflict(Conflict &conflict) {
  __atomic_fetch_add(&postedConflicts, 1, __ATOMIC_RELAXED);
  __atomic_store_n(&conflict.state,
                   static_cast<uint32_t>(ConflictState::Posted),
                   __ATOMIC_RELEASE);
}

bool takeConflict(Conflict &conflict, uint64_t token) {
  if (token && __atomic_load_n(&conflict.token, __ATOMIC_RELAXED) != token)
    return false;
  if (!move(conflict, ConflictState::Posted, ConflictState::Taken))
    return false;
  __atomic_fetch_sub(&postedConflicts, 1, __ATOMIC_RELAXED);
  if (token && conflict.token != token) { // another use came in between
    postConflict(conflict);
    return false;
  }
  return true;
}

Conflict *takeConflictFor(const ThreadRecord &self, uint64_t sequence) {
  if (!areConflictsPosted())
    return nullptr;
  const auto concerns = [&](const Conflict &conflict) {
    const ConflictSide &partner = conflict.sides[1];
    const uint64_t asked = __atomic_load_n(&partner.sequence, __ATOMIC_RELAXED);
    if (__atomic_load_n(&partner.thread, __ATOMIC_RELAXED) != self.id ||
        conflict.answered)
      return false;
    if (sequence != 0)
      return asked == sequence;
    for (const MapsanEntry &entry : self.ring)
      if (entry.sequence == asked)
        return false; // still inside
    return true;
  };
  for (Conflict &conflict : pool) {
    // Looked at before it is taken, so that others' records are left alone.
    if (stateOf(conflict) != ConflictState::Posted || !concerns(conflict) ||
        !takeConflict(conflict))
      continue;
    if (concerns(conflict))
      return &conflict;
    postConflict(conflict);
  }
  return nullptr;
}

Conflict *takeConflictAtCrash(bool (*isOpen)(const void *context,
                                             const Conflict &conflict,
                                             const ConflictSide &side),
                              const void *context) {
  if (!areConflictsPosted())
    return nullptr;
  for (Conflict &conflict : pool) {
    if (stateOf(conflict) != ConflictState::Posted || !takeConflict(conflict))
      continue;
    const bool isRace = judge(conflict.sides[0].act(), conflict.sides[1].act(),
                              options().strict) == Verdict::Race;
    if (isRace ||
        (!conflict.isFinderDone &&
         isOpen(context, conflict, conflict.sides[0])) ||
        (!conflict.answered && isOpen(context, conflict, conflict.sides[1])))
      return &conflict;
    postConflict(conflict);
  }
  return nullptr;
}

void forgetConflicts() {
  for (Conflict &conflict : pool)
    freeConflict(conflict);
  postedConflicts = 0;
}

void settle(Conflict &conflict) {
  switch (judge(conflict.sides[0].act(), conflict.sides[1].act(),
                options().strict)) {
  case Verdict::Race:
    publishReport(conflict);
    break;
  case Verdict::Note:
    publishNote(conflict);
    break;
  case Verdict::Pending:
    postConflict(conflict);
    return;
  case Verdict::Nothing:
    break;
  }
  freeConflict(conflict);
}

void turnConflicts(const MovedSites &moved) {
  for (Conflict &conflict : pool)
    for (ConflictSide &side : conflict.sides)
      moved.turn(side.site);
}

void settleLeftovers() {
  for (Conflict &conflict : pool) {
    if (stateOf(conflict) != ConflictState::Posted || !takeConflict(conflict))
      continue;
    giveUpOnPartner(conflict);
    if (conflict.sides[0].outcome == Outcome::Running)
      conflict.sides[0].outcome = Outcome::Unobservable;
    settle(conflict);
  }
}

} // namespace mapsan
