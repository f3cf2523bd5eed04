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
#include "runtime/entry/tally.h"
#include "runtime/entry/unordered.h"
#include "runtime/state/detection.h"
#include "runtime/state/thread_history.h"

namespace mapsan {

namespace {

/// The runtime's part of a MapsanOperation, from begin to end.
struct TrackPart {
  OpenOperation open;
  uint32_t stack, locks, key;
  bool isEntered; // ThreadClock::enter was called
};
static_assert(sizeof(TrackPart) <= sizeof(MapsanOperation::scratch), "");

TrackPart &trackPart(MapsanOperation &op) {
  return *reinterpret_cast<TrackPart *>(op.scratch);
}

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

Access accessOf(const MapsanOperation &op, const TrackPart &part) {
  return {op.site,  op.site->effect, part.stack, part.locks,
          part.key, op.size,         op.buckets};
}

uint32_t stackOf(ThreadRecord &self, const MapsanOperation &op) {
  return static_cast<const void *const *>(op.frame)[1] == unwalkable()
             ? 0
             : keepStack(self, op);
}

void keep(const Ordering &ordering, const MapsanOperation &op,
          TrackPart &part) {
  ThreadRecord &self = ordering.thread();
  noteThread(self, ordering.clock().number());
  part.stack = stackOf(self, op);
  part.locks = keepLocks(self);
  part.key = keepKey(self, op);
}

// Out of line: what a repeated access does not need.
__attribute__((noinline)) void beginRecorded(const Ordering &ordering,
                                             MapsanOperation &op) {
  TrackPart &part = trackPart(op);
  if (!detector().hasRecord(ordering.clock(), op.map, op.site->effect))
    keep(ordering, op, part);
  Findings findings;
  detector().begin(ordering.clock(), op.map, accessOf(op, part), part.open,
                   findings);
  if (findings.count)
    publishFindings(ordering.thread(), op, findings);
}

} // namespace

bool trackBegin(MapsanOperation &op) {
  TrackPart &part = trackPart(op);
  part = {};
  const Ordering ordering;
  if (!ordering || ordering.thread().ignores)
    return false;
  ++(mayWrite(op.site->effect) ? ordering.thread().counts.slowWrites
                               : ordering.thread().counts.slowReads);
  tally(ordering.thread(), op);
  ordering.clock().enter(op.map);
  part.isEntered = true;
  if (!detector().isRepeated(ordering.clock(), op.map, op.site->effect))
    beginRecorded(ordering, op);
  return true;
}

// Own operations that may move elements to another map make what is noted of
// iterators stale; the thread's operation counter says that there was one.
void trackEnd(MapsanOperation &op) {
  TrackPart &part = trackPart(op);
  if (op.site->effect == Effect::Write || (op.site->flags & kSiteArgument))
    ++__mapsan_thread.operations;
  if (!part.isEntered)
    return;
  const Ordering ordering;
  if (!ordering)
    return;
  if (part.open.isOpen) {
    Findings findings;
    detector().end(ordering.clock(), op.map, accessOf(op, part), op.changed,
                   part.open, findings);
    if (findings.count)
      publishFindings(ordering.thread(), op, findings);
  }
  ordering.clock().leave(op.map);
}

void trackConstructed(MapsanOperation &op) {
  const Ordering ordering;
  if (!ordering || ordering.thread().ignores)
    return;
  ++ordering.thread().counts.slowWrites;
  tally(ordering.thread(), op);
  TrackPart part = {};
  keep(ordering, op, part);
  detector().constructed(ordering.clock(), op.map, accessOf(op, part));
}

Word trackStep(MapsanOperation &op) {
  const uint64_t operations = op.scratch[1];
  if (operations != __mapsan_thread.operations)
    return kNoWord;
  trackBegin(op);
  return kTrackedWord;
}

} // namespace mapsan
