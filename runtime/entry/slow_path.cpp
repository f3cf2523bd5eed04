// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// WRITING is stale when its thread has ended, or has no open entry on this
// slot: an entry is opened before its word is stored and closed after the end
// store, so a WRITING whose entry is closed was left behind (an operation
// jumped out of and closed since), or is being replaced just now, and then the
// exchange fails. If it repeats by chance between, a live WRITING is turned
// off: its owner finds another word at its end and takes the slow path; nothing
// is lost but this detection.
#include "runtime/entry/slow_path.h"

#include "runtime/core/ring.h"
#include "runtime/entry/partner.h"

namespace mapsan {

void tallyOperation(MapTally &tally, ThreadRecord &self,
                    const MapsanOperation &op) {
  const Effect effect = op.site->effect;
  tally.reach(op.site);
  if (effect == Effect::Construct || effect == Effect::Destroy)
    tally.begin(op.map);
  else if (tally.use(op.map, self.id))
    ++self.counts.onSharedMaps;
}

Writing whoIsWriting(const WordSlot &slot, Word word, const void *map,
                     const ThreadRecord *&partner, MapsanEntry &entry) {
  partner = findThread(threadOf(word));
  if (partner && __atomic_load_n(&partner->isLive, __ATOMIC_ACQUIRE)) {
    if (isInside(*partner, map, entry))
      return Writing::InThisMap;
    if (isSlotOpen(partner->ring, slot.index, tableBits()))
      return Writing::InOtherMap;
  }
  Word expected = word;
  if (slot.exchange(expected, word & ~kWriting))
    count(Count::Repairs);
  return Writing::Stale;
}

} // namespace mapsan
