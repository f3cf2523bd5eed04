// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Report mode: the writing operations that the calling thread is inside of,
// innermost last, but for those that took the shortcut (runtime/abi/recent.h). Kept outside of the frames they run in, so that what a jump or an
// exception left behind is recognised by its frame and abandoned, and an
// operation inside another one on the same map is known as such.
//
//   begin   push: what lies in frames that are gone is abandoned first
//   end     pop: what lies above was left without an end
//
// Each thread has room for kMost; operations nested deeper are not told to the
// detector.
#ifndef MAPSAN_RUNTIME_STATE_OPEN_OPERATIONS_H
#define MAPSAN_RUNTIME_STATE_OPEN_OPERATIONS_H

#include "runtime/abi/operation.h"
#include "runtime/state/detection.h"

namespace mapsan {

struct TrackedOperation {    // one that writes or may write
  const MapsanOperation *op; // which one, never followed
  const void *map;
  const MapsanSite *site;
  const void *pc, *frame, *returnAddress;
  uint32_t stack, locks, key; // as told to the detector
  OpenOperation open;
};

constexpr unsigned kMostTracked = 32;

/// Null: no room, or no memory. Cleared but for what `op` says of itself.
TrackedOperation *pushTracked(const Ordering &ordering,
                              const MapsanOperation &op);

/// The operation's record, taken out (valid until the next push); null if it
/// has none.
TrackedOperation *popTracked(const Ordering &ordering,
                             const MapsanOperation &op);

/// The nearest operation around this one on the same map; null if there is none.
const TrackedOperation *outerOnSameMap(const ThreadRecord &self,
                                       const MapsanOperation &op);

/// Memory that was given back inside of an operation, for its end to look at.
struct FreedBlock {
  const void *begin, *end;
  const void *map, *frame; // of the innermost operation
};

constexpr unsigned kMostFreed = 1024; // further ones are not noted

/// The calling thread is about to give the block back: iterators to a node that is
/// there are followed no longer. Else, outside of operations that write, that is
/// nobody's business.
void noteFreed(const void *block);

/// Visits what the operation has freed, and takes it out.
template <typename Visit>
void takeFreed(ThreadRecord &self, const MapsanOperation &op, Visit visit) {
  const uint32_t count = self.freedCount;
  self.freedCount = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const FreedBlock block = self.freed[i];
    if (block.frame == op.frame && block.map == op.map)
      visit(block);
    else if (block.frame >= op.frame) // else it was left without an end
      self.freed[self.freedCount++] = block;
  }
}

/// Frames of the calling thread below `bound` are gone, and what stands in
/// frame `left` goes on elsewhere. As closeOperationsBelow (stale.h).
void abandonBelow(uintptr_t bound, uintptr_t left);

/// Operations that took the shortcut do not count as open any longer.
void closeShortcuts();

/// The calling thread ends.
void abandonAll();

} // namespace mapsan

#endif
