// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The slow paths of reading operations. Readers write the word only to say once
// that a slot is shared, or to claim it when nobody ever wrote.
//
//   word at begin                what is done
//   ---------------------------  ---------------------------------------------
//   nobody's                     claimed, without WRITING
//   own, WRITING                 inside an own write: nothing
//   another's, no flags          ARMED; further reads are fast
//   another's, WRITING, proven   they meet; the end is slow
//   another's, WRITING, not      nothing; the end compares
//   another's, WRITING, stale    repaired, looked at again
//   ATTENTION without WRITING    left over: cleared
//
//   word at end                  what is done
//   ---------------------------  ---------------------------------------------
//   own                          written by this thread inside this read, by an
//                                operation on this map: a re-entrance
//   another's                    they meet, if it is proven
#include "runtime/core/evidence.h"
#include "runtime/entry/meeting.h"
#include "runtime/entry/reentrance.h"
#include "runtime/entry/slow_path.h"
#include "runtime/entry/tracking.h"

namespace mapsan {

namespace {

Word beginRead(ThreadRecord &self, MapsanOperation &op, SlowPart &slow) {
  const WordSlot slot(op.map);
  Word word = slot.load();
  for (;;) {
    const uint32_t last = threadOf(word);
    slow.seen = word;
    if (!(word & kWriting)) {
      const Word wanted =
          (word & ~kAttention) | (last == 0         ? threadWord(self.id)
                                  : last == self.id ? 0
                                                    : armed());
      if (wanted == word)
        return word;
      if ((wanted & kArmed) && !(word & kArmed))
        count(Count::Armed);
      if (slot.exchange(word, wanted))
        return wanted;
      continue;
    }
    if (last == self.id)
      return word;
    const ThreadRecord *partner;
    MapsanEntry found;
    switch (whoIsWriting(slot, word, op.map, partner, found)) {
    case Writing::Stale:
      word = slot.load();
      continue;
    case Writing::InOtherMap:
      return word;
    case Writing::InThisMap:
      slow.kind = SlowKind::Guest;
      self.guest = &op;
      meetAtBegin(self, op, slow, 0, *partner, found);
      return kNoWord;
    }
  }
}

// This thread's own newest entry stored the word within this read.
void checkOwnWrite(ThreadRecord &self, MapsanOperation &op,
                   const WordSlot &slot, Word last) {
  MapsanEntry inner;
  if (findNewestOfSlot(self.ring, slot.index, tableBits(), inner) &&
      inner.map == op.map && !isOpen(inner.sequence) &&
      inner.site->effect != Effect::Construct &&
      matchWord(inner.word, last) == Match::Changed)
    meetSelf(self, op, false, inner);
}

} // namespace

} // namespace mapsan

using namespace mapsan;

Word __mapsan_read_begin(MapsanOperation *op) {
  if (isReportMode())
    return trackRead(*op);
  SlowPart &slow = slowPart(*op);
  slow = {};
  slow.size = op->size;
  slow.buckets = op->buckets;
  slow.kind = SlowKind::Ignored;
  const InSlowPath inside;
  if (!inside)
    return kNoWord;
  ++inside.thread().counts.slowReads;
  tally(inside.thread(), *op);
  return beginRead(inside.thread(), *op, slow);
}

void __mapsan_read_end(MapsanOperation *op) {
  if (isReportMode())
    return trackReadEnd(*op);
  const bool wasSlow = op->stored == kNoWord;
  const SlowPart &slow = slowPart(*op);
  if (wasSlow && slow.kind == SlowKind::Ignored)
    return;
  const InSlowPath inside;
  if (!inside)
    return;
  const WordSlot slot(op->map);
  const Word first = wasSlow ? slow.seen : op->stored;
  const Word last = slot.load();
  const uint32_t self = inside.thread().id;
  const bool isInOwnWrite = (first & kWriting) && threadOf(first) == self;
  if (threadOf(last) == self && movedBetween(first, last) && !isInOwnWrite)
    checkOwnWrite(inside.thread(), *op, slot, last);
  meetAtEnd(inside.thread(), {op, wasSlow ? &slow : nullptr, 0, first, last,
                              Outcome::Unchanged});
}
