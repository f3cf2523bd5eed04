// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What may be claimed of an iterator that was found by its value is argued in
// runtime/abi/held_iterators.h; here are its cases. Flag mode, of the word:
//
//   moved, by own insertions      followed on
//   moved, or WRITING, by         unordered: the read that was noted and the
//   another thread, nothing       change are a race
//   released since
//   the noted one, WRITING by     nothing: whether it is this map that is stepped
//   another thread                over is not certain
//   else                          the entry is dropped
//
// Report mode, of the stamp, which moves with all that is remembered of the map:
//
//   the noted one                 a read of this very map, if it has nodes: the
//                                 detector is told
//   moved, nothing released       the read that was noted is of this epoch, too:
//   since                         there is nothing to tell
//   else                          the entry is dropped
#include "runtime/entry/held_step.h"

#include "runtime/abi/calls.h"
#include "runtime/core/evidence.h"
#include "runtime/entry/invalidation.h"
#include "runtime/entry/meeting.h"
#include "runtime/entry/slow_path.h"
#include "runtime/entry/tracking.h"

namespace mapsan {

namespace {

uint32_t notedReleases(const MapsanOperation &op) {
  return static_cast<uint32_t>(op.scratch[0]);
}
uint32_t notedOperations(const MapsanOperation &op) {
  return static_cast<uint32_t>(op.scratch[1]);
}

bool hasReleased(const MapsanOperation &op) {
  return static_cast<uint32_t>(__mapsan_thread.releases) != notedReleases(op);
}

bool hasNodes(const MapsanOperation &op) {
  const MapsanType *type = atOffset<MapsanType>(op.site->type);
  return type && (type->flags & kTypeNodes);
}

// The thread that changed the map has built it since: then the one that was noted
// is gone.
bool isAnotherMap(const MapsanOperation &op, Word last) {
  const ThreadRecord *partner = findThread(threadOf(last));
  if (!partner)
    return true;
  for (const MapsanEntry &entry : partner->ring) {
    MapsanEntry copy;
    if (copyEntry(entry, copy) && copy.map == op.map &&
        copy.site->effect == Effect::Construct &&
        static_cast<int32_t>((copy.word >> kVersionShift) -
                             (op.stored >> kVersionShift)) > 0)
      return true;
  }
  return false;
}

Word stepInFlagMode(MapsanOperation &op) {
  const InSlowPath inside;
  if (!inside)
    return kNoWord;
  ThreadRecord &self = inside.thread();
  const Word found = op.stored, last = WordSlot(op.map).load();
  const bool isOwn = threadOf(last) == self.id;
  const bool isSame = ((found ^ last) & kVersionMask) == 0;
  if (isSame && (isOwn || !(last & kWriting)))
    return last;
  if (isOwn)
    return hasOnlyInserted(op.map, notedOperations(op)) &&
                   areChangesOwn(op, last)
               ? last
               : kNoWord;
  if (isReleaseCountComplete() && !hasReleased(op) &&
      hasOnlyInserted(op.map, notedOperations(op)) && !isAnotherMap(op, last))
    meetAtEnd(self, {&op, nullptr, 0, found, last, Outcome::Unchanged,
                     Evidence::Unordered});
  return isSame ? found : kNoWord;
}

} // namespace

Word stepHeld(MapsanOperation &op) {
  if (!isReportMode())
    return stepInFlagMode(op);
  const Word noted = op.stored;
  if (!hasOnlyInserted(op.map, notedOperations(op)))
    return kNoWord;
  if (detector().wordOf(op.map) != ~(noted | kStepTold))
    return hasReleased(op) ? kNoWord : noted;
  if (!hasNodes(op))
    return noted;
  trackRead(op);
  const Word stamp = detector().wordOf(op.map);
  return isToldOf(*__mapsan_thread.recent, op.map, stamp, false)
             ? ~stamp | kStepTold
             : ~stamp & ~kStepTold;
}

} // namespace mapsan
