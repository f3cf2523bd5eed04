// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// That an element is gone is certain if its memory went back to the allocator
// inside the operation, whatever the model says: erase and clear of a map of nodes,
// the old table of a flat one. What was extracted, merged away or swapped lives on,
// and keeps its memory. It is told at the end, when the operation is known, also of
// those that began by the shortcut; who has the memory by then is of no account.
//
// Not of what may overlap with anything: there an insertion that finds its key
// present gives the memory of its element back, the next one gets it, and nothing
// orders the two.
#include "runtime/entry/freed.h"

#include "runtime/entry/tracking.h"
#include "runtime/entry/unordered.h"
#include "runtime/state/open_operations.h"

namespace mapsan {

void tellFreed(const MapsanOperation &op, const Access &access) {
  ThreadRecord *const known = knownThread();
  if (!known || !known->freedCount)
    return;
  const Ordering ordering;
  if (!ordering) {
    known->freedCount = 0;
    return;
  }
  ThreadRecord &self = ordering.thread();
  const bool isWanted =
      !self.ignores && op.site->effect != Effect::Safe &&
      (op.changed != Changed::No || alwaysWrites(op.site->effect)) &&
      detector().isMapShared(ordering.clock(), op.map);
  Access kept = access;
  takeFreed(self, op, [&](const FreedBlock &block) {
    if (!isWanted)
      return;
    if (!kept.stack) {
      const uint32_t key = kept.key;
      kept = keepAccess(ordering, op);
      kept.key = key; // that of now may be gone
    }
    Findings findings;
    detector().freed(ordering.clock(), op.map, block.begin, block.end, kept,
                     findings);
    if (findings.count)
      publishFindings(self, op, findings);
  });
}

} // namespace mapsan
