// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The proofs are in core/evidence.h: 3 for a writer that looks at its own end, 2
// and 3 together for everybody else. A look costs a system call or two for each
// thread, so it takes no more than kMostThreads of them, each time the next ones.
#include "runtime/entry/readers.h"

#include "runtime/core/evidence.h"
#include "runtime/entry/enclosing.h"
#include "runtime/entry/partner.h"
#include "runtime/entry/publish.h"
#include "runtime/entry/read_chain.h"
#include "runtime/entry/slow_path.h"
#include "runtime/platform/system.h"

namespace mapsan {

namespace {

constexpr uint32_t kMostThreads = 64;

struct Look {
  const ThreadRecord &self;
  const void *map; // null: any
  uint32_t first;  // number of the thread to begin with
  uint32_t number = 0;
  bool isFound = false, isCut = false;
  SeenRead read = {};
  // For any map: who wrote it meanwhile.
  const ThreadRecord *writer = nullptr;
  MapsanEntry entry = {};
  Outcome outcome = Outcome::Unobservable;
};

bool isRace(Act write, const MapsanSite &writeSite,
            const MapsanSite &readSite) {
  return judge(write, {readSite.effect, Outcome::Unchanged},
               options().strict) == Verdict::Race &&
         !isOneInTheOther(writeSite, readSite) &&
         !isRepeat(writeSite, readSite);
}

bool isOfMap(const void *map, const MapsanRead &read) {
  return read.map == map;
}

// Proof 2 on behalf of the reader.
bool wasWrittenSince(Look &look) {
  const MapsanRead &read = look.read.record;
  const WordSlot slot(read.map);
  const Word last = slot.load();
  const uint32_t id = threadOf(last);
  if (id == look.read.thread || !movedBetween(read.seen, last))
    return false;
  look.writer = findThread(id);
  return look.writer &&
         provesOverlap(look.writer->ring, read.map, last, slot.word, slot.index,
                       tableBits(), look.entry, look.outcome) &&
         findThread(id) == look.writer &&
         isRace({look.entry.site->effect, look.outcome}, *look.entry.site,
                *read.site);
}

bool isChangedByOthers(const void *reader, const MapsanRead &read) {
  const Word last = WordSlot(read.map).load();
  return movedBetween(read.seen, last) &&
         threadOf(last) != static_cast<const ThreadRecord *>(reader)->id;
}

bool visit(void *context, ThreadRecord &thread) {
  Look &look = *static_cast<Look *>(context);
  const uint32_t number = look.number++;
  if (number < look.first || &thread == &look.self)
    return false;
  if (number >= look.first + kMostThreads)
    return look.isCut = true;
  look.isFound =
      look.map ? findOpenRead(thread, isOfMap, look.map, look.read)
               : findOpenRead(thread, isChangedByOthers, &thread, look.read) &&
                     wasWrittenSince(look);
  return look.isFound;
}

bool comesBack(const SeenRead &read, uint32_t patienceMs) {
  const uint64_t start = monotonicMs();
  uint32_t nothing = 0;
  while (isStillOpen(read)) {
    if (monotonicMs() - start >= patienceMs)
      return false;
    waitOnWord(&nothing, 0, 1);
  }
  return true;
}

void settleWithReader(Conflict &conflict, const SeenRead &read) {
  const ThreadRecord *thread = findThread(read.thread);
  if (!thread) {
    freeConflict(conflict);
    return;
  }
  describeReader(conflict.sides[1], *thread, read.record);
  conflict.sides[1].outcome = Outcome::Unchanged;
  conflict.isFinderDone = true;
  settle(conflict);
}

// A reader inside this map that has been in the same operation for wait_ms.
bool findLateReader(ThreadRecord &self, const void *map) {
  SeenRead &seen = self.seenRead;
  if (seen.thread && seen.record.map == map && isStillOpen(seen))
    return monotonicMs() - seen.sinceMs >=
           static_cast<uint64_t>(options().wait_ms);
  Look look = {self, map, self.looksFrom};
  forEachThread(visit, &look);
  self.looksFrom = look.isCut ? self.looksFrom + kMostThreads : 0;
  if (look.isFound)
    seen = look.read;
  return false;
}

} // namespace

bool isLookDue(ThreadRecord &self, uint64_t operation) {
  if (!self.looks.isDue(cycleCounter) || !isReleaseCountComplete())
    return false;
  self.looksAt = 2 * operation + 1;
  return true;
}

void lookForReaders(ThreadRecord &self, const Ended &ended) {
  const MapsanOperation &op = *ended.op;
  const Act own = {op.site->effect, ended.outcome};
  if (ended.sequence == 0 || ended.sequence != self.looksAt)
    return;
  if (judge(own, {Effect::Read, Outcome::Unchanged}, options().strict) !=
      Verdict::Race)
    return; // the next one, then
  self.looksAt = 0;
  const uint64_t start = cycleCounter();
  const bool isLate = findLateReader(self, op.map);
  self.looks.looked(start, cycleCounter());
  if (!isLate || !isRace(own, *op.site, *self.seenRead.record.site))
    return;
  Conflict *conflict = claimConflict(op.map, Evidence::Overlap, op.size);
  if (!conflict)
    return;
  describeSelf(conflict->sides[0], self, op);
  finishSelf(conflict->sides[0], self, ended);
  settleWithReader(*conflict, self.seenRead);
}

void lookForLostReaders(ThreadRecord &self, uint32_t patienceMs) {
  if (isReportMode() || !isReleaseCountComplete())
    return;
  Look look = {self, nullptr, 0};
  forEachThread(visit, &look);
  if (!look.isFound || comesBack(look.read, patienceMs))
    return;
  Conflict *conflict = claimConflict(look.read.record.map, Evidence::Overlap);
  if (!conflict)
    return;
  describePartner(conflict->sides[0], *look.writer, look.entry);
  conflict->sides[0].outcome = look.outcome;
  settleWithReader(*conflict, look.read);
}

} // namespace mapsan
