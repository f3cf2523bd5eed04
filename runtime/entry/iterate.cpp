// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step of an iterator whose map's word is not the one the iterator was found
// with (DESIGN 3, "Iteration").
//
//   word now                      what is done
//   ----------------------------  --------------------------------------------
//   any, after an own swap,       the iterator is followed no longer (kNoWord):
//   move or extract of this map   its element may be in another map now
//   own                           nothing: own changes are the program's order;
//                                 but they may have invalidated the iterator
//                                 (invalidation.h)
//   another's, WRITING, proven    overlap: reported as such
//   another's, moved, and this    unordered: a legal change between two steps
//   thread released nothing       needs a release of this thread; reported
//   since the last step           once, never ends the process
//   another's, moved, released    nothing
//
// The unordered check is off unless every release-side function is ours
// (interposition is checked at the start).
#include "runtime/core/evidence.h"
#include "runtime/entry/held_step.h"
#include "runtime/entry/invalidation.h"
#include "runtime/entry/meeting.h"
#include "runtime/entry/slow_path.h"
#include "runtime/entry/tracking.h"

using namespace mapsan;

Word __mapsan_iterate(MapsanOperation *op) {
  if (op->scratch[2] == kHeld)
    return stepHeld(*op);
  if (isReportMode())
    return trackStep(*op);
  const WordSlot slot(op->map);
  const Word found = op->stored;
  const auto releases = static_cast<uint32_t>(op->scratch[0]);
  const Word last = slot.load();
  const InSlowPath inside;
  if (inside) {
    checkInvalidated(inside.thread(), *op, last);
    noteBuckets(*op);
  }
  if (found == kErasedWord ||
      (inside &&
       mayHaveMovedAway(op->map, static_cast<uint32_t>(op->scratch[1]))))
    return kNoWord;
  if (!inside || threadOf(last) == inside.thread().id ||
      found == kTrackedWord || !movedBetween(found, last))
    return last;
  const bool isInside = last & kWriting;
  if (!isInside &&
      (!isReleaseCountComplete() ||
       static_cast<uint32_t>(__mapsan_thread.releases) != releases))
    return last;
  meetAtEnd(inside.thread(),
            {op, nullptr, 0, found, last, Outcome::Unchanged,
             isInside ? Evidence::Overlap : Evidence::Unordered});
  return last;
}

// What the map's word is now is noted only of a change that has kept the iterator:
// else the next one would be slow again.
Word __mapsan_dereference(MapsanOperation *op) {
  Validity validity = Validity::Unknown;
  if (isReportMode()) {
    if (const Ordering ordering; ordering && !ordering.thread().ignores)
      validity = checkInvalidated(ordering.thread(), *op, kNoWord);
    return validity == Validity::Lost ? kNoWord : op->stored;
  }
  const Word last = WordSlot(op->map).load();
  if (const InSlowPath inside; inside)
    validity = checkInvalidated(inside.thread(), *op, last);
  return validity == Validity::Lost   ? kNoWord
         : validity == Validity::Kept ? last
                                      : op->stored;
}
