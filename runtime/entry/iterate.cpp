// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step of an iterator whose map's word is not the one the iterator was found
// with (DESIGN 3, "Iteration").
//
//   word now                      what is done
//   ----------------------------  --------------------------------------------
//   any, after an own swap,       the iterator is followed no longer (kNoWord):
//   move or extract of this map   its element may be in another map now
//   own                           nothing: own changes are the program's order
//   another's, WRITING, proven    overlap: reported as such
//   another's, moved, and this    unordered: a legal change between two steps
//   thread released nothing       needs a release of this thread; reported
//   since the last step           once, never ends the process
//   another's, moved, released    nothing
//
// The unordered check is off unless every release-side function is ours
// (interposition is checked at the start).
#include "runtime/core/evidence.h"
#include "runtime/entry/meeting.h"
#include "runtime/entry/slow_path.h"
#include "runtime/entry/tracking.h"

using namespace mapsan;

/// Whether one of this thread's last writes, begun at `found` or later, may
/// have taken elements of `map` elsewhere. (clear and erase(iterator) are
/// writes too: what they return is noted afresh.) More writes than the ring
/// holds may have been anything.
static bool mayHaveMovedAway(const void *map, Word found, uint32_t operations) {
  if (static_cast<uint32_t>(__mapsan_thread.operations) - operations >
      kRingEntries / 2)
    return true;
  for (unsigned i = 0; i < kRingEntries; ++i) {
    const MapsanEntry &entry = __mapsan_thread.ring[i];
    if (entry.map != map || !entry.site || entry.site->effect != Effect::Write)
      continue;
    const Word since = (entry.word & kVersionMask) - (found & kVersionMask);
    if (since >> (kVersionShift + 20) == 0)
      return true;
  }
  return false;
}

Word __mapsan_iterate(MapsanOperation *op) {
  if (isReportMode())
    return trackStep(*op);
  const WordSlot slot(op->map);
  const Word found = op->stored;
  const auto releases = static_cast<uint32_t>(op->scratch[0]);
  const Word last = slot.load();
  const InSlowPath inside;
  if (inside &&
      mayHaveMovedAway(op->map, found, static_cast<uint32_t>(op->scratch[1])))
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
