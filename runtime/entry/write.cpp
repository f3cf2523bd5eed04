// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The slow paths of writing operations.
//
// Begin. The word was not simply this thread's:
//
//   word                         what is done
//   ---------------------------  ---------------------------------------------
//   nobody's                     claimed
//   own, no flags                claimed (a new thread, or the ring entry was
//                                open)
//   own, ARMED                   claimed; the stack is kept, and the key
//   any, and this thread is      nested: the word is left alone, no entry
//   inside an own operation on
//   the slot
//   own, WRITING, left behind    claimed
//   another's                    ARMED, claimed; the stack is kept
//   another's, WRITING, proven   guest, and they meet
//   another's, WRITING, not      guest: nothing is known of the map
//   another's, WRITING, stale    repaired, looked at again
//   ATTENTION                    cleared; the mailbox is looked into
//
// "Claimed" is: ring entry opened, word exchanged for version, own id, WRITING.
// A guest has an open entry with word 0 and stores at its end, if it changed
// the structure and nobody writes, so that readers notice.
//
// End. The word is not what begin stored:
//
//   word                         what is done
//   ---------------------------  ---------------------------------------------
//   the same but ARMED,          end store that keeps ARMED; mailbox answered,
//   ATTENTION                    readers looked for
//   another's                    they meet, if it is proven; then the end
//                                store, unless the other is still writing
//   own, otherwise               a constructor on the same slot inside this
//                                operation; end store
#include "runtime/base/address.h"
#include "runtime/core/evidence.h"
#include "runtime/entry/meeting.h"
#include "runtime/entry/partner.h"
#include "runtime/entry/readers.h"
#include "runtime/entry/reentrance.h"
#include "runtime/entry/slow_path.h"
#include "runtime/entry/tracking.h"
#include "runtime/platform/system.h"

namespace mapsan {

namespace {

Outcome outcomeOf(const MapsanOperation &op) {
  switch (op.changed) {
  case Changed::No:
    return Outcome::Unchanged;
  case Changed::Yes:
    return Outcome::Changed;
  case Changed::Unknown:
    break;
  }
  return Outcome::Unobservable;
}

// Is this thread inside an operation on this slot? Entries that were jumped out
// of are closed: their frame is younger than ours, or is ours and the call site
// is the same (a loop that caught what was thrown).
bool isInOwnOperation(ThreadRecord &self, const WordSlot &slot,
                      const MapsanOperation &op) {
  bool isInside = false;
  for (MapsanEntry &entry : self.ring) {
    if (!isOpen(entry.sequence) ||
        wordIndex(addressOf(entry.map), tableBits()) != slot.index)
      continue;
    const bool comparable = self.stack.contains(addressOf(entry.frame)) &&
                            self.stack.contains(addressOf(op.frame));
    const bool isLeft =
        comparable && (entry.frame < op.frame ||
                       (entry.frame == op.frame && entry.site == op.site));
    const bool isSuspect = operationOf(entry.sequence) <= self.suspect &&
                           comparable && entry.frame <= op.frame;
    if (isLeft || isSuspect)
      closeEntry(entry);
    else
      isInside = true;
  }
  return isInside;
}

const void *returnAddressOf(const MapsanOperation &op) {
  return static_cast<const void *const *>(op.frame)[1];
}

void keepKey(ThreadRecord &self, const MapsanOperation &op,
             uint64_t operation) {
  if (options().keys)
    saveKey(self.keys[operation & (kRingEntries - 1)], operation, *op.site,
            op.key);
}

// What a report will want to know of an operation on a shared map when it is
// over: its key, its stack and its thread's locks; the numbers of the last two
// as MapsanEntry::stack has them. Never inlined: most of a thread's operations
// keep nothing, once the budget is used up.
__attribute__((noinline)) uint64_t keepContext(ThreadRecord &self,
                                               const MapsanOperation &op,
                                               uint64_t operation) {
  keepKey(self, op, operation);
  const uint32_t stack =
      returnAddressOf(op) == unwalkable() ? 0 : keepStack(self, op);
  if (stack)
    ++self.counts.captures;
  return uint64_t{keepLocks(self)} << 32 | stack;
}

MapsanEntry fieldsOf(const MapsanOperation &op) {
  MapsanEntry fields = {};
  fields.map = op.map;
  fields.site = op.site;
  fields.pc = op.pc;
  fields.frame = op.frame;
  fields.returnAddress = static_cast<const void *const *>(op.frame)[1];
  return fields;
}

// Takes and opens an entry that says the word is not ours.
MapsanEntry *openAsGuest(const MapsanOperation &op) {
  MapsanEntry *entry = takeEntry(__mapsan_thread);
  if (entry)
    openEntry(*entry, __mapsan_thread.operations - 1, fieldsOf(op));
  return entry;
}

bool isInsideNothing(const ThreadRecord &self) {
  uint64_t all = 0;
#pragma GCC unroll 16
  for (const MapsanEntry &entry : self.ring)
    all |= entry.sequence;
  return !isOpen(all);
}

// A shared map behind its lock, again and again: ARMED and no other flag, this
// thread inside nothing, nobody waiting for it. As the fast path, and what a
// report would want is kept. 0: not that simple.
inline Word beginShared(ThreadRecord &self, MapsanOperation &op) {
  const WordSlot slot(op.map);
  const Word word = slot.load();
  if ((word & kFlagsMask) != kArmed || !isInsideNothing(self) ||
      areConflictsPosted())
    return 0;
  const uint64_t number = __mapsan_thread.operations++;
  MapsanEntry &entry = self.ring[number & (kRingEntries - 1)];
  MapsanEntry fields = fieldsOf(op);
  fields.stack = self.captures.mayCapture(cycleCounter)
                     ? keepContext(self, op, number)
                     : 0;
  fields.word =
      (word & (kVersionMask | kArmed)) | threadWord(self.id) | kWriting;
  openEntry(entry, number, fields);
  // ATTENTION brings the end here.
  __atomic_store_n(slot.word,
                   fields.word | (isLookDue(self, number) ? kAttention : 0),
                   __ATOMIC_RELEASE);
  op.entry = &entry;
  return fields.word;
}

Word claim(ThreadRecord &self, MapsanOperation &op, const WordSlot &slot,
           Word word) {
  MapsanEntry *entry = takeEntry(__mapsan_thread);
  if (!entry)
    return kNoWord;
  MapsanEntry fields = fieldsOf(op);
  const uint64_t number = __mapsan_thread.operations - 1;
  const Word own = threadWord(self.id);
  for (;;) {
    const uint32_t last = threadOf(word);
    const bool isShared = (word & kArmed) || (last != 0 && last != self.id);
    const Word flag = isShared ? armed() : 0;
    if (flag && !(word & kArmed))
      count(Count::Armed);
    if (isShared && !fields.stack && self.captures.mayCapture(cycleCounter))
      fields.stack = keepContext(self, op, number);
    fields.word = (word & kVersionMask) | own | kWriting | flag;
    openEntry(*entry, number, fields);
    if (slot.exchange(word, fields.word)) {
      op.entry = entry;
      return fields.word;
    }
    if ((word & kWriting) && threadOf(word) != self.id)
      break;
  }
  // Another thread began meanwhile: start over, the entry was no operation.
  __atomic_store_n(&entry->sequence, uint64_t{0}, __ATOMIC_RELEASE);
  return 0;
}

Word beginSlow(ThreadRecord &self, MapsanOperation &op, SlowPart &slow) {
  const WordSlot slot(op.map);
  for (;;) {
    const Word word = slot.load();
    slow.seen = word;
    if ((word & kAttention) || areConflictsPosted())
      answer(self, op, 0, Outcome::Running);
    if (isInOwnOperation(self, slot, op)) {
      slow.kind = SlowKind::Nested;
      return kNoWord;
    }
    if ((word & kWriting) && threadOf(word) != self.id) {
      const ThreadRecord *partner;
      MapsanEntry found;
      const Writing writing = whoIsWriting(slot, word, op.map, partner, found);
      if (writing == Writing::Stale)
        continue;
      slow.kind = SlowKind::Guest;
      self.guest = &op;
      slow.entry = openAsGuest(op);
      keepKey(self, op, __mapsan_thread.operations - 1);
      if (writing == Writing::InThisMap)
        meetAtBegin(self, op, slow, slow.entry ? slow.entry->sequence : 0,
                    *partner, found);
      return kNoWord;
    }
    const Word stored = claim(self, op, slot, word);
    if (stored == kNoWord) {
      slow.kind = SlowKind::Nested; // 16 operations deep: no entry left
      return kNoWord;
    }
    if (stored)
      return stored;
  }
}

bool isNewestOfSlot(const ThreadRecord &self, const WordSlot &slot,
                    const MapsanEntry &entry) {
  MapsanEntry newest;
  return findNewestOfSlot(self.ring, slot.index, tableBits(), newest) &&
         operationOf(newest.sequence) == operationOf(entry.sequence);
}

// The end store: this operation's version, unless another thread is writing.
// Whoever stores the word must be the newest entry of its slot (evidence.h): an
// operation inside which the slot was used again (a constructor, then an
// operation on a third map) takes a fresh entry for its end.
void storeEnd(ThreadRecord &self, const MapsanOperation &op, MapsanEntry *entry,
              const WordSlot &slot, bool hasChanged) {
  const Word own = threadWord(self.id);
  if (!entry)
    return;
  MapsanEntry *last = entry;
  if (!isNewestOfSlot(self, slot, *entry)) {
    last = openAsGuest(op);
    if (!last)
      return;
  }
  Word word = slot.load();
  for (;;) {
    if ((word & kWriting) && threadOf(word) != self.id)
      break;
    const Word base = (word & (kVersionMask | kArmed)) | own;
    __atomic_store_n(&last->word, base | kWriting, __ATOMIC_RELEASE);
    if (slot.exchange(word, base + (hasChanged ? kVersionStep : 0)))
      break;
  }
  if (last != entry)
    closeEntry(*last);
}

void endNested(ThreadRecord &self, MapsanOperation &op) {
  MapsanEntry outer;
  if ((op.changed == Changed::Yes || alwaysWrites(op.site->effect)) &&
      findOpen(self.ring, op.map, self.suspect, outer))
    meetSelf(self, op, true, outer);
}

void endGuest(ThreadRecord &self, MapsanOperation &op, const SlowPart &slow) {
  const WordSlot slot(op.map);
  const Outcome outcome = outcomeOf(op);
  const uint64_t sequence = slow.entry ? slow.entry->sequence : 0;
  if (areConflictsPosted())
    answer(self, op, sequence, outcome);
  meetAtEnd(self, {&op, &slow, sequence, slow.seen, slot.load(), outcome});
  if (outcome != Outcome::Unchanged)
    storeEnd(self, op, slow.entry, slot, true);
  if (slow.entry)
    closeEntry(*slow.entry);
}

void endClaimed(ThreadRecord &self, MapsanOperation &op) {
  const WordSlot slot(op.map);
  const Outcome outcome = outcomeOf(op);
  const Word word = slot.load();
  const uint64_t sequence = op.entry->sequence;
  if ((word & kAttention) || areConflictsPosted())
    answer(self, op, sequence, outcome);
  const Ended ended = {&op, nullptr, sequence, op.stored, word, outcome};
  if (((word ^ op.stored) & ~(kArmed | kAttention)) != 0)
    meetAtEnd(self, ended);
  storeEnd(self, op, op.entry, slot, outcome != Outcome::Unchanged);
  closeEntry(*op.entry);
  lookForReaders(self, ended);
}

} // namespace

} // namespace mapsan

using namespace mapsan;

Word __mapsan_write_begin(MapsanOperation *op) {
  SlowPart &slow = slowPart(*op);
  op->entry = nullptr;
  if (isReportMode()) {
    trackWrite(*op);
    return kNoWord;
  }
  slow.kind = SlowKind::Ignored;
  const InSlowPath inside;
  if (!inside)
    return kNoWord;
  ++inside.thread().counts.slowWrites;
  tally(inside.thread(), *op);
  if (const Word stored = beginShared(inside.thread(), *op))
    return stored;
  slow = {};
  slow.size = op->size;
  slow.buckets = op->buckets;
  return beginSlow(inside.thread(), *op, slow);
}

void __mapsan_write_end(MapsanOperation *op) {
  if (isReportMode())
    return trackWriteEnd(*op);
  const bool wasSlow = op->stored == kNoWord;
  const SlowPart &slow = slowPart(*op);
  if (wasSlow && slow.kind == SlowKind::Ignored)
    return;
  const InSlowPath inside;
  if (!inside) {
    const WordSlot slot(op->map);
    Word word = op->stored;
    if (!wasSlow)
      slot.exchange(word, (word & ~kWriting) +
                              (op->changed == Changed::No ? 0 : kVersionStep));
    MapsanEntry *entry = wasSlow ? slow.entry : op->entry;
    if (entry)
      closeEntry(*entry);
    return;
  }
  if (!wasSlow)
    endClaimed(inside.thread(), *op);
  else if (slow.kind == SlowKind::Nested)
    endNested(inside.thread(), *op);
  else
    endGuest(inside.thread(), *op, slow);
}

void __mapsan_constructed(MapsanOperation *op) {
  if (isReportMode())
    return trackConstructed(*op);
  const InSlowPath inside;
  if (!inside)
    return;
  tally(inside.thread(), *op);
  const WordSlot slot(op->map);
  const Word own = threadWord(inside.thread().id);
  if (MapsanEntry *entry = takeEntry(__mapsan_thread)) {
    MapsanEntry fields = fieldsOf(*op);
    fields.word = ((slot.load() & kVersionMask) | own) + kVersionStep;
    openEntry(*entry, __mapsan_thread.operations - 1, fields);
    closeEntry(*entry);
  }
  __atomic_store_n(slot.word,
                   ((slot.load() & kVersionMask) + kVersionStep) | own,
                   __ATOMIC_RELEASE);
}
