// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is kept for a report costs most: the stack (frame pointers, compared with
// the last one from the same place), the locks, the key. None of it is needed
// for an access that only repeats what the thread did in this epoch.
//
// Keys are kept in a ring of their own and named by a number; an old number
// finds nothing. Threads take numbers in blocks, so that they do not share
// cache lines.
#include "runtime/entry/tracking.h"

#include "runtime/abi/calls.h"
#include "runtime/base/address.h"
#include "runtime/entry/freed.h"
#include "runtime/entry/invalidation.h"
#include "runtime/entry/partner.h"
#include "runtime/entry/reentrance.h"
#include "runtime/entry/tally.h"
#include "runtime/entry/unordered.h"
#include "runtime/state/open_operations.h"
#include "runtime/state/thread_history.h"

namespace mapsan {

namespace {

uint32_t keepKey(ThreadRecord &self, const MapsanOperation &op) {
  if (op.site->key[0].kind == KeyKind::None || !options().keys)
    return 0;
  if (self.nextKey == self.lastKey) {
    self.nextKey = takeKeyNumbers();
    self.lastKey = self.nextKey + kKeyBlock;
  }
  const uint32_t number = self.nextKey++;
  saveKey(keptKey(number), number, *op.site, op.key);
  return number;
}

Access accessOf(const MapsanOperation &op, const TrackedOperation &kept) {
  return {op.site,  op.site->effect, kept.stack, kept.locks,
          kept.key, op.size,         op.buckets};
}

uint32_t stackOf(ThreadRecord &self, const MapsanOperation &op) {
  return static_cast<const void *const *>(op.frame)[1] == unwalkable()
             ? 0
             : keepStack(self, op);
}

uint64_t contextOf(const Access &kept) {
  return uint64_t{kept.locks} << 32 | kept.stack;
}

void keep(const Ordering &ordering, const MapsanOperation &op,
          TrackedOperation &kept) {
  ThreadRecord &self = ordering.thread();
  noteThread(self, ordering.clock().number());
  kept.stack = stackOf(self, op);
  kept.locks = keepLocks(self);
  kept.key = keepKey(self, op);
}

// Out of line: what a repeated access does not need.
__attribute__((noinline)) void beginRecorded(const Ordering &ordering,
                                             const MapsanOperation &op,
                                             TrackedOperation &kept) {
  if (!detector().hasRecord(ordering.clock(), op.map, op.site->effect))
    keep(ordering, op, kept);
  Findings findings;
  detector().begin(ordering.clock(), op.map, accessOf(op, kept), kept.open,
                   findings);
  if (findings.count)
    publishFindings(ordering.thread(), op, findings);
}

// Is this thread inside a read of this map?
bool isInRead(const ThreadRecord &self, const void *map) {
  const MapsanRead *read = __mapsan_thread.reads;
  while (read && self.stack.contains(addressOf(read))) {
    if (read->map == map)
      return true;
    if (read->outer <= read)
      break;
    read = read->outer;
  }
  return false;
}

MapsanEntry entryOf(const TrackedOperation &outer) {
  MapsanEntry entry = {};
  entry.map = outer.map;
  entry.site = outer.site;
  entry.pc = outer.pc;
  entry.frame = outer.frame;
  entry.returnAddress = outer.returnAddress;
  return entry;
}

// A write inside an operation of this very thread on the same map. An operation
// around it that has a record is known; of reads, and of what took the shortcut,
// only that there is one: it looks for this write at its end.
void checkReentrance(const Ordering &ordering, MapsanOperation &op,
                     bool isInShortcut) {
  ThreadRecord &self = ordering.thread();
  if (!(op.changed == Changed::Yes || alwaysWrites(op.site->effect)))
    return;
  if (const TrackedOperation *outer = outerOnSameMap(self, op))
    meetSelf(self, op, true, entryOf(*outer));
  else if (isInShortcut || isInRead(self, op.map))
    self.innerWrite = {op.map, op.site, op.frame, stackOf(self, op), kNoWord};
}

void noteInnerWord(ThreadRecord &self, const MapsanOperation &op) {
  if (self.innerWrite.map == op.map && self.innerWrite.word == kNoWord)
    self.innerWrite.word = detector().wordOf(op.map);
}

// The end of an operation that checkReentrance could not name. The word that the
// inner write left was never there before it: if the word of begin was another
// and it is the word of now, that write lies in between.
void checkInnerWrite(ThreadRecord &self, MapsanOperation &op, Word before) {
  const InnerWrite inner = self.innerWrite;
  if (inner.map != op.map)
    return;
  const Word now = detector().wordOf(op.map);
  if (now == before || now != inner.word)
    return;
  self.innerWrite = {};
  MapsanEntry entry = {};
  entry.map = inner.map;
  entry.site = inner.site;
  entry.frame = inner.frame;
  entry.returnAddress = unwalkable();
  entry.stack = inner.stack;
  meetSelf(self, op, false, entry);
}

void countRead(const Ordering &ordering, const MapsanOperation &op) {
  ++ordering.thread().counts.slowReads;
  tally(ordering.thread(), op);
  ordering.thread().noteOnStack(op.map);
}
void countWrite(const Ordering &ordering, const MapsanOperation &op) {
  ++ordering.thread().counts.slowWrites;
  tally(ordering.thread(), op);
  ordering.thread().noteOnStack(op.map);
}

// The end of an operation that took the shortcut: it has changed something, or
// something has happened to the shadow, or an exception leaves it.
Access endShortcut(const Ordering &ordering, MapsanOperation &op) {
  ThreadRecord &self = ordering.thread();
  TrackedOperation kept = {};
  const bool isAlone = !self.trackedCount && !__mapsan_thread.reads &&
                       self.innerWrite.map != op.map;
  if (isAlone && op.changed == Changed::Yes &&
      detector().repeatsWrite(ordering.clock(), op.map, op.size, op.buckets))
    return accessOf(op, {});
  checkReentrance(ordering, op, false);
  checkInnerWrite(self, op, op.stored & ~kShortcut);
  if (op.changed == Changed::No)
    return accessOf(op, {});
  if (!detector().hasRecord(ordering.clock(), op.map, op.site->effect))
    keep(ordering, op, kept);
  Findings findings;
  detector().endShortcut(ordering.clock(), op.map, accessOf(op, kept),
                         op.changed, findings);
  if (findings.count)
    publishFindings(self, op, findings);
  noteInnerWord(self, op);
  return accessOf(op, kept);
}

// As the detector was told, if it was.
Access endWrite(MapsanOperation &op) {
  MapsanRecentPlace &place =
      __mapsan_thread.recent->places[recentPlaceOf(op.map)];
  if (op.stored != kNoWord) {
    Access access = accessOf(op, {});
    if (const Ordering ordering; ordering && !ordering.thread().ignores)
      access = endShortcut(ordering, op);
    __atomic_store_n(&place.open, nullptr, __ATOMIC_RELEASE);
    return access;
  }
  const Ordering ordering;
  if (!ordering)
    return accessOf(op, {});
  ThreadRecord &self = ordering.thread();
  checkReentrance(ordering, op, place.open && place.map == op.map);
  TrackedOperation *const kept = popTracked(ordering, op);
  if (!kept || !kept->open.isOpen)
    return accessOf(op, {});
  Findings findings;
  detector().end(ordering.clock(), op.map, accessOf(op, *kept), op.changed,
                 kept->open, findings);
  if (findings.count)
    publishFindings(self, op, findings);
  noteInnerWord(self, op);
  return accessOf(op, *kept);
}

} // namespace

Access keepAccess(const Ordering &ordering, const MapsanOperation &op) {
  TrackedOperation kept = {};
  keep(ordering, op, kept);
  return accessOf(op, kept);
}

// Reads need no end, and are not kept as open: their chain says that they are.
Word trackRead(MapsanOperation &op) {
  {
    const Ordering ordering;
    if (!ordering || ordering.thread().ignores)
      return kNoWord;
    countRead(ordering, op);
    if (!detector().repeats(ordering.clock(), op.map, op.site->effect)) {
      TrackedOperation kept = {};
      beginRecorded(ordering, op, kept);
    }
  }
  return detector().wordOf(op.map);
}

void trackReadEnd(MapsanOperation &op) {
  if (op.stored == kNoWord || !knownThread() ||
      knownThread()->innerWrite.map != op.map)
    return;
  const Ordering ordering;
  if (ordering && !ordering.thread().ignores)
    checkInnerWrite(ordering.thread(), op, op.stored);
}

void trackWrite(MapsanOperation &op) {
  const Ordering ordering;
  if (!ordering || ordering.thread().ignores)
    return;
  countWrite(ordering, op);
  if (TrackedOperation *const kept = pushTracked(ordering, op))
    beginRecorded(ordering, op, *kept);
}

void trackWriteEnd(MapsanOperation &op) {
  const Access access = endWrite(op);
  noteOwnChange(op, contextOf(access));
  tellFreed(op, access);
}

void trackConstructed(MapsanOperation &op) {
  op.changed = Changed::Yes; // compiled code says it at ends only
  noteOwnChange(op, 0);
  const Ordering ordering;
  if (!ordering || ordering.thread().ignores)
    return;
  countWrite(ordering, op);
  detector().constructed(ordering.clock(), op.map, keepAccess(ordering, op));
}

// A step that repeats one of this epoch is told to nobody: what is noted of the
// iterator says so (runtime/abi/recent.h).
Word trackStep(MapsanOperation &op) {
  if (const Ordering ordering; ordering && !ordering.thread().ignores) {
    checkInvalidated(ordering.thread(), op, kNoWord);
    noteBuckets(op);
  }
  if (op.stored == kErasedWord ||
      mayHaveMovedAway(op.map, static_cast<uint32_t>(op.scratch[1])))
    return kNoWord;
  op.buckets = kUnknownSize; // those of a map that may be inside a change
  trackRead(op);
  const MapsanRecent &recent = *__mapsan_thread.recent;
  const Word word = detector().wordOf(op.map);
  return isToldOf(recent, op.map, word, false) ? recent.tag + word
                                               : kTrackedWord;
}

} // namespace mapsan
