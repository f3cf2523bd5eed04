// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The own side of a conflict comes from own_side.h, the partner's from
// partner.h; here is who asks, who waits and who judges.
#include "runtime/entry/meeting.h"

#include "runtime/abi/calls.h"
#include "runtime/base/address.h"
#include "runtime/core/evidence.h"
#include "runtime/entry/enclosing.h"
#include "runtime/entry/keys.h"
#include "runtime/entry/own_side.h"
#include "runtime/entry/partner.h"
#include "runtime/entry/publish.h"
#include "runtime/entry/slow_path.h"
#include "runtime/platform/system.h"
#include "runtime/state/runtime.h"

namespace mapsan {

namespace {

constexpr uint64_t kPatienceMs = 60'000;

// An operation that changed nothing itself, but whose map changed its size
// meanwhile, saw the partner's change.
void judgeSizes(ConflictSide &own, ConflictSide &partner) {
  if (own.outcome != Outcome::Changed && own.sizeBefore != kUnknownSize &&
      own.sizeAfter != kUnknownSize && own.sizeBefore != own.sizeAfter &&
      mayWrite(partner.site->effect))
    partner.outcome = Outcome::Changed;
}

// Asks the partner, if it is still the one in the word.
void raiseAttention(uint32_t slot, uint32_t partner) {
  Word word = __atomic_load_n(&__mapsan_words[slot], __ATOMIC_RELAXED);
  while (threadOf(word) == partner && !(word & kAttention))
    if (__atomic_compare_exchange_n(&__mapsan_words[slot], &word,
                                    word | kAttention, false, __ATOMIC_RELAXED,
                                    __ATOMIC_RELAXED))
      return;
}

bool isTokenOf(const Conflict &conflict, uint64_t token) {
  return __atomic_load_n(&conflict.token, __ATOMIC_RELAXED) == token;
}

// The verdict is a race and the process ends with it: the partner has wait_ms
// to hand in its stack. Afterwards the record is the caller's again; false if
// the partner settled it.
bool waitForAnswer(Conflict &conflict) {
  const uint32_t patience = static_cast<uint32_t>(options().wait_ms);
  const uint64_t token = conflict.token;
  if (conflict.sides[1].hasFullStack() || !options().halt_on_error ||
      patience == 0)
    return true;
  const uint32_t partner = conflict.sides[1].thread;
  const uint32_t slot = conflict.slot;
  postConflict(conflict);
  raiseAttention(slot, partner);
  const uint64_t start = monotonicMs();
  while (isTokenOf(conflict, token) &&
         !__atomic_load_n(&conflict.answered, __ATOMIC_ACQUIRE) &&
         monotonicMs() - start < patience)
    waitOnWord(&conflict.answered, 0, 10);
  // Not to be had: the partner is at it just now, perhaps writing the report.
  while (isTokenOf(conflict, token) && monotonicMs() - start < kPatienceMs) {
    if (takeConflict(conflict, token))
      return true;
    waitOnWord(&conflict.state, static_cast<uint32_t>(ConflictState::Taken),
               10);
  }
  return false;
}

Verdict verdictOf(const Conflict &conflict) {
  return judge(conflict.sides[0].act(), conflict.sides[1].act(),
               options().strict);
}

void settleOrWait(Conflict &conflict) {
  const Verdict verdict = verdictOf(conflict);
  if (verdict == Verdict::Race && !waitForAnswer(conflict))
    return;
  const uint32_t slot = conflict.slot, partner = conflict.sides[1].thread;
  settle(conflict);
  if (verdict == Verdict::Pending)
    raiseAttention(slot, partner);
}

// What became of the partner's operation, if it is over and its end store is
// still in the word.
void lookAgain(ConflictSide &side, uint32_t slot) {
  const ThreadRecord *record = findThread(side.thread);
  if (side.outcome != Outcome::Running || side.sequence == 0)
    return;
  side.outcome = Outcome::Unobservable;
  if (!record)
    return;
  for (const MapsanEntry &entry : record->ring) {
    MapsanEntry copy;
    if (!copyEntry(entry, copy) ||
        operationOf(copy.sequence) != operationOf(side.sequence))
      continue;
    if (isOpen(copy.sequence)) {
      side.outcome = Outcome::Running;
      return;
    }
    const Match match = matchWord(
        copy.word, __atomic_load_n(&__mapsan_words[slot], __ATOMIC_RELAXED));
    if (match == Match::Changed)
      side.outcome = Outcome::Changed;
    else if (match == Match::Unchanged)
      side.outcome = Outcome::Unchanged;
    return;
  }
}

void continueFromBegin(const ThreadRecord &self, const Ended &ended) {
  Conflict &conflict = *ended.slow->conflict;
  if (!takeConflict(conflict, ended.slow->token))
    return; // the partner settled it
  finishSelf(conflict.sides[0], self, ended);
  conflict.mapSize = ended.op->size;
  conflict.isFinderDone = true;
  if (!conflict.answered)
    lookAgain(conflict.sides[1], conflict.slot);
  judgeSizes(conflict.sides[0], conflict.sides[1]);
  settleOrWait(conflict);
}

} // namespace

void meetAtBegin(ThreadRecord &self, MapsanOperation &op, SlowPart &slow,
                 uint64_t ownSequence, const ThreadRecord &partner,
                 const MapsanEntry &entry) {
  if (isOneInTheOther(*op.site, *entry.site)) {
    MapsanEntry next;
    const ThreadRecord *sibling = findSibling(self, partner, op.map, next);
    if (sibling && !isOneInTheOther(*op.site, *next.site))
      meetAtBegin(self, op, slow, ownSequence, *sibling, next);
    return;
  }
  const Act own = {op.site->effect, Outcome::Running};
  const Act other = {entry.site->effect, Outcome::Running};
  const Verdict verdict = judge(own, other, options().strict);
  if (verdict == Verdict::Nothing)
    return;
  if (verdict == Verdict::Race
          ? isRepeat(*op.site, *entry.site)
          : sitePairs().meet(op.site, entry.site) == SitePairs::Answer::Skip)
    return;
  Conflict *conflict = claimConflict(op.map, Evidence::Overlap, op.size);
  if (!conflict)
    return;
  // The partner first: it may leave any moment.
  describePartner(conflict->sides[1], partner, entry);
  conflict->sides[1].outcome = Outcome::Running;
  conflict->sides[1].sequence = entry.sequence;
  ConflictSide &side = conflict->sides[0];
  describeSelf(side, self, op);
  side.outcome = Outcome::Running;
  side.sequence = ownSequence;
  side.sizeBefore = op.size;
  side.bucketsBefore = op.buckets;
  side.isKeyLost = hasKey(*op.site) &&
                   !describeKey(*op.site, op.key, side.key, sizeof side.key);
  if (verdict == Verdict::Pending) {
    slow.conflict = conflict;
    slow.token = conflict->token;
  }
  settleOrWait(*conflict);
}

void meetAtEnd(ThreadRecord &self, const Ended &ended) {
  if (ended.slow && ended.slow->conflict) {
    continueFromBegin(self, ended);
    return;
  }
  const MapsanOperation &op = *ended.op;
  const uint32_t partnerId = threadOf(ended.last);
  if (partnerId == self.id || !movedBetween(ended.first, ended.last))
    return;
  const ThreadRecord *partner = findThread(partnerId);
  if (!partner)
    return;
  const WordSlot slot(op.map);
  MapsanEntry entry;
  Outcome outcome = Outcome::Running;
  const bool proven =
      provesOverlap(partner->ring, op.map, ended.last, slot.word, slot.index,
                    tableBits(), entry, outcome) ||
      ((ended.last & kWriting) && isInside(*partner, op.map, entry));
  if (!proven || findThread(partnerId) != partner) {
    count(Count::Unproven);
    return;
  }
  if (isOneInTheOther(*op.site, *entry.site))
    return;
  const Act own = {op.site->effect, ended.outcome};
  const Verdict verdict =
      judge(own, {entry.site->effect, outcome}, options().strict);
  if (verdict == Verdict::Nothing ||
      (verdict == Verdict::Race
           ? isRepeat(*op.site, *entry.site)
           : sitePairs().meet(op.site, entry.site) == SitePairs::Answer::Skip))
    return;
  Conflict *conflict = claimConflict(op.map, ended.evidence, op.size);
  if (!conflict)
    return;
  conflict->isFinderDone = true;
  describePartner(conflict->sides[1], *partner, entry);
  conflict->sides[1].outcome = outcome;
  describeSelf(conflict->sides[0], self, op);
  finishSelf(conflict->sides[0], self, ended);
  judgeSizes(conflict->sides[0], conflict->sides[1]);
  settleOrWait(*conflict);
}

void answer(ThreadRecord &self, MapsanOperation &op, uint64_t sequence,
            Outcome outcome) {
  while (Conflict *conflict = takeConflictFor(self, sequence)) {
    ConflictSide &side = conflict->sides[1];
    const bool isExact = sequence != 0;
    const bool isSameFrame =
        side.site == op.site && side.frame == op.frame &&
        side.returnAddress == static_cast<const void *const *>(op.frame)[1];
    if (!side.hasFullStack() && (isExact || isSameFrame)) {
      walkSelf(side, self, op);
      side.origin = isExact ? StackOrigin::Mailbox : StackOrigin::AfterTheFact;
    }
    if (isExact && !side.areLocksKnown)
      side.areLocksKnown =
          copyLocks(self, side.locks, kSideLocks, side.lockCount);
    if (isExact) {
      side.outcome = outcome;
      side.sizeAfter = op.size;
      side.bucketsAfter = op.buckets;
      describeKeyAtEnd(side, self, op, sequence, outcome == Outcome::Changed);
    } else if (side.outcome == Outcome::Running) {
      side.outcome = Outcome::Unobservable;
    }
    // A finder that waits in settleOrWait() takes it back; else it is settled
    // here, by whoever came last.
    __atomic_store_n(&conflict->answered, 1u, __ATOMIC_RELEASE);
    wakeAll(&conflict->answered);
    settle(*conflict);
  }
}

} // namespace mapsan
