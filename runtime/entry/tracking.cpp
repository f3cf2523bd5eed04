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

// A write inside an operation of this very thread on the same map.
void checkReentrance(ThreadRecord &self, MapsanOperation &op) {
  const TrackedOperation *outer = outerOnSameMap(self);
  if (!outer || !(op.changed == Changed::Yes || alwaysWrites(op.site->effect)))
    return;
  MapsanEntry entry = {};
  entry.map = outer->map;
  entry.site = outer->site;
  entry.pc = outer->pc;
  entry.frame = outer->frame;
  entry.returnAddress = outer->returnAddress;
  meetSelf(self, op, true, entry);
}

} // namespace

Access keepAccess(const Ordering &ordering, const MapsanOperation &op) {
  TrackedOperation kept = {};
  keep(ordering, op, kept);
  return accessOf(op, kept);
}

void trackBegin(MapsanOperation &op) {
  const Ordering ordering;
  if (!ordering || ordering.thread().ignores)
    return;
  ++(mayWrite(op.site->effect) ? ordering.thread().counts.slowWrites
                               : ordering.thread().counts.slowReads);
  tally(ordering.thread(), op);
  ordering.thread().noteOnStack(op.map);
  TrackedOperation *const kept = pushTracked(ordering, op);
  if (kept && !detector().isRepeated(ordering.clock(), op.map, op.site->effect))
    beginRecorded(ordering, op, *kept);
}

// Own operations that may move elements to another map make what is noted of
// iterators stale; the thread's operation counter says that there was one.
void trackEnd(MapsanOperation &op) {
  if (op.site->effect == Effect::Write || (op.site->flags & kSiteArgument))
    ++__mapsan_thread.operations;
  const Ordering ordering;
  if (!ordering)
    return;
  if (mayWrite(op.site->effect))
    checkReentrance(ordering.thread(), op);
  TrackedOperation *const kept = popTracked(ordering, op);
  if (!kept || !kept->open.isOpen)
    return;
  Findings findings;
  detector().end(ordering.clock(), op.map, accessOf(op, *kept), op.changed,
                 kept->open, findings);
  if (findings.count)
    publishFindings(ordering.thread(), op, findings);
}

void trackConstructed(MapsanOperation &op) {
  const Ordering ordering;
  if (!ordering || ordering.thread().ignores)
    return;
  ++ordering.thread().counts.slowWrites;
  tally(ordering.thread(), op);
  ordering.thread().noteOnStack(op.map);
  detector().constructed(ordering.clock(), op.map, keepAccess(ordering, op));
}

Word trackStep(MapsanOperation &op) {
  const uint64_t operations = op.scratch[1];
  if (operations != __mapsan_thread.operations)
    return kNoWord;
  trackBegin(op);
  return kTrackedWord;
}

} // namespace mapsan
