// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Proof 2 of evidence.h.
#include "runtime/core/evidence.h"

namespace mapsan {

bool provesOverlap(const MapsanEntry *ring, const void *map, Word last,
                   const Word *slotWord, uint32_t slot, unsigned tableBits,
                   MapsanEntry &entry, Outcome &outcome) {
  if (!findNewestOfSlot(ring, slot, tableBits, entry) || entry.map != map)
    return false;
  Match match = matchWord(entry.word, last);
  if (match == Match::None)
    return false;
  if (match == Match::Inside && !isOpen(entry.sequence)) {
    // It ended after `last` was loaded: its end store may still be there.
    match = matchWord(entry.word, __atomic_load_n(slotWord, __ATOMIC_RELAXED));
    if (match == Match::None || match == Match::Inside) {
      outcome = Outcome::Unobservable;
      return true;
    }
  }
  outcome = match == Match::Changed     ? Outcome::Changed
            : match == Match::Unchanged ? Outcome::Unchanged
                                        : Outcome::Running;
  return true;
}

} // namespace mapsan
