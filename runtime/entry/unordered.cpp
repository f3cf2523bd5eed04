// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One finding becomes one conflict record of flag mode, filled in completely
// from the start: both operations are known, nobody has to be asked.
#include "runtime/entry/unordered.h"

#include "runtime/abi/word.h"
#include "runtime/base/address.h"
#include "runtime/entry/conflict.h"
#include "runtime/entry/keys.h"
#include "runtime/entry/own_side.h"
#include "runtime/entry/publish.h"
#include "runtime/entry/read_chain.h"
#include "runtime/platform/system.h"
#include "runtime/state/detection.h"
#include "runtime/state/runtime.h"
#include "runtime/state/thread_history.h"

namespace mapsan {

namespace {

constexpr uint32_t kKeys = 1u << 14;
SavedKey keys[kKeys];
uint32_t keyNumbers;

void describeKey(ConflictSide &side, const AccessRecord &record) {
  if (!hasKey(*side.site))
    return;
  SavedKey copy;
  side.isKeyLost =
      record.key == 0 || !copySavedKey(keptKey(record.key), record.key, copy) ||
      !describeSavedKey(*side.site, copy, side.key, sizeof side.key);
}

void noteReleased(ConflictSide &side, const AccessRecord &record) {
  HeldLock taken[kSideLocks];
  uint32_t count = 0;
  if (!side.areLocksKnown || !record.takenLocks ||
      !HeldLocks::recall(stackDepot(), record.takenLocks, taken, kSideLocks,
                         count))
    return;
  for (uint32_t i = 0; i < count && !side.releasedLock; ++i) {
    bool isHeld = false;
    for (uint32_t j = 0; j < side.lockCount; ++j)
      isHeld |= side.locks[j].address == taken[i].address;
    if (!isHeld)
      side.releasedLock = taken[i].address;
  }
}

void describeRecord(ConflictSide &side, const AccessRecord &record,
                    const SizeChange &change) {
  side.thread = threadOfNumber(record.thread);
  side.site = record.site;
  side.outcome = record.outcome;
  side.sizeBefore = change.sizeBefore;
  side.sizeAfter = change.sizeAfter;
  side.bucketsBefore = change.bucketsBefore;
  side.bucketsAfter = change.bucketsAfter;
  side.areLocksKnown = record.locks != 0 &&
                       HeldLocks::recall(stackDepot(), record.locks, side.locks,
                                         kSideLocks, side.lockCount);
  describeKey(side, record);
  noteReleased(side, record);
}

void describeEarlierStack(ConflictSide &side, uint32_t stack) {
  uint32_t count = stack ? stackDepot().get(stack, side.pcs, kMaxPcs) : 0;
  side.origin = count > 1 ? StackOrigin::Eager : StackOrigin::SiteOnly;
  if (count && side.pcs[count - 1] < kStackEndMarks)
    side.ended = walkEndText(static_cast<WalkEnd>(side.pcs[--count]));
  side.pcCount = count;
}

// What is missing is an edge from the earlier operation to this one. It would
// have begun at a release of the earlier thread after its operation and have
// ended at an acquire of this thread.
void describeSynchronisation(Conflict &conflict, const ThreadRecord &self,
                             const AccessRecord &earlier) {
  conflict.lastSync[0] = self.clock->lastAcquired();
  const ThreadClock *thread =
      detector().order().threads().at(earlier.epoch.slot());
  if (thread && thread->number() == earlier.thread)
    conflict.lastSync[1] = thread->releaseAfter(earlier.epoch).object;
}

// This very finding may not come again: its record is about to be replaced. So
// when dozens of threads report at once, the next one waits.
Conflict *claimPatiently(const void *map, Evidence evidence, uint64_t size) {
  constexpr uint64_t kPatienceMs = 60'000;
  const uint64_t start = monotonicMs();
  uint32_t never = 0;
  for (;;) {
    Conflict *conflict = claimConflict(map, evidence, size);
    if (conflict || monotonicMs() - start >= kPatienceMs)
      return conflict;
    waitOnWord(&never, 0, 1);
  }
}

// Readers do not tell the detector that they are inside.
bool isReading(const AccessRecord &earlier, const void *map) {
  const ThreadRecord *other = findThread(threadOfNumber(earlier.thread));
  const auto isWanted = [](const void *map, const MapsanRead &read) {
    return read.map == map;
  };
  SeenRead found;
  return other && findOpenRead(*other, isWanted, map, found);
}

void publish(ThreadRecord &self, const MapsanOperation &op,
             const Finding &finding) {
  // To be inside the map says nothing of the element.
  const bool isOfElements = isOfElement(finding.now.site->effect) ||
                            isOfElement(finding.earlier.site->effect);
  const bool isOverlap = finding.isOverlap ||
                         (!isOfElements && isReading(finding.earlier, op.map));
  Conflict *conflict = claimPatiently(
      op.map, isOverlap ? Evidence::Overlap : Evidence::Unordered, op.size);
  if (!conflict)
    return;
  conflict->isFinderDone = true;
  conflict->creator =
      finding.creation.site ? threadOfNumber(finding.creation.thread) : 0;
  conflict->creationStack = finding.creation.stack;
  describeRecord(conflict->sides[0], finding.now, finding.nowChange);
  describeRecord(conflict->sides[1], finding.earlier, finding.earlierChange);
  if (isOfElement(finding.now.site->effect) &&
      !isOfElement(finding.earlier.site->effect)) {
    conflict->sides[0].key[0] = 0; // of memory that is no element any more
    conflict->sides[0].isKeyLost = false;
  }
  conflict->sides[0].origin = StackOrigin::Own;
  walkSelf(conflict->sides[0], self, op);
  if (!finding.now.locks) // not kept: it repeats an access that has them
    conflict->sides[0].areLocksKnown =
        copyLocks(self, conflict->sides[0].locks, kSideLocks,
                  conflict->sides[0].lockCount);
  describeEarlierStack(conflict->sides[1], finding.earlier.stack);
  if (!isOverlap)
    describeSynchronisation(*conflict, self, finding.earlier);
  if (finding.verdict == Verdict::Race || options().strict)
    publishReport(*conflict);
  else
    publishNote(*conflict);
  freeConflict(*conflict);
}

// Two threads that race on a map's structure mostly race on the element, too, that
// one of them looked up: one missing lock, and one report of it. What was told of
// which threads and map, by hash; what is overwritten may be told again.
constexpr uint32_t kTold = 256;
uint64_t toldOfStructure[kTold];

uint64_t pairOnMap(const void *map, const Finding &finding) {
  const uint32_t now = finding.now.thread, earlier = finding.earlier.thread;
  const uint64_t low = now < earlier ? now : earlier;
  const uint64_t high = now < earlier ? earlier : now;
  return (addressOf(map) * 31 + high) * kHashMultiplier + low + 1;
}

void tellOfStructure(const void *map, const Finding &finding) {
  const uint64_t pair = pairOnMap(map, finding);
  __atomic_store_n(&toldOfStructure[pair % kTold], pair, __ATOMIC_RELAXED);
}

bool wasStructureTold(const void *map, const Finding &finding) {
  const uint64_t pair = pairOnMap(map, finding);
  return __atomic_load_n(&toldOfStructure[pair % kTold], __ATOMIC_RELAXED) ==
         pair;
}

} // namespace

void publishFindings(ThreadRecord &self, const MapsanOperation &op,
                     const Findings &findings) {
  for (uint32_t i = 0; i < findings.count; ++i) {
    const Finding &finding = findings.items[i];
    const bool isRace = finding.verdict == Verdict::Race || options().strict;
    if (!finding.earlier.site) { // MapShadow's crowd
      count(Count::Nameless);
      continue;
    }
    const MapsanSite &now = *finding.now.site, &earlier = *finding.earlier.site;
    if (!isOfElement(now.effect) && !isOfElement(earlier.effect)) {
      if (isRace)
        tellOfStructure(op.map, finding);
    } else if (wasStructureTold(op.map, finding)) {
      continue;
    }
    if (isRace ? isRepeat(now, earlier) : isRepeatedNote(now, earlier))
      continue;
    publish(self, op, finding);
  }
}

uint32_t takeKeyNumbers() {
  const uint32_t first =
      __atomic_add_fetch(&keyNumbers, kKeyBlock, __ATOMIC_RELAXED);
  return first; // wraps after 2^32 keys: 0 once in a while, which is "none"
}

SavedKey &keptKey(uint32_t number) { return keys[number & (kKeys - 1)]; }

} // namespace mapsan
