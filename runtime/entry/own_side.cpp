// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The key is the delicate part: at the end of an operation its argument may be
// dead or moved from, and then the key is what begin kept.
#include "runtime/entry/own_side.h"

#include "runtime/base/address.h"
#include "runtime/entry/keys.h"
#include "runtime/entry/partner.h"
#include "runtime/state/runtime.h"

namespace mapsan {

void walkSelf(ConflictSide &side, const ThreadRecord &self,
              const MapsanOperation &op) {
  // Where this thread's callers are found: the operation's frame, or our own.
  const void *frame = self.standing ? self.standing : op.frame;
  side.pcs[0] = addressOf(op.pc);
  const Walk walk = walkByTables(addressOf(frame), self.stack, side.pcs + 1,
                                 static_cast<uint32_t>(options().stack_depth));
  side.pcCount = 1 + walk.count;
  side.ended = walkEndText(walk.end);
}

void describeSelf(ConflictSide &side, ThreadRecord &self,
                  const MapsanOperation &op) {
  side.thread = self.id;
  side.site = op.site;
  side.frame = op.frame;
  side.origin = StackOrigin::Own;
  walkSelf(side, self, op);
  side.areLocksKnown = copyLocks(self, side.locks, kSideLocks, side.lockCount);
}

void describeKeyAtEnd(ConflictSide &side, const ThreadRecord &self,
                      const MapsanOperation &op, uint64_t sequence,
                      bool hasChanged) {
  if (side.key[0] || !hasKey(*op.site) || describeKeptKey(side, self, sequence))
    return;
  side.isKeyLost = !isKeyGoodAtEnd(*op.site, hasChanged) ||
                   !describeKey(*op.site, op.key, side.key, sizeof side.key);
}

void finishSelf(ConflictSide &side, const ThreadRecord &self,
                const Ended &ended) {
  const MapsanOperation &op = *ended.op;
  side.outcome = ended.outcome;
  side.sequence = 0;
  if (ended.slow) {
    side.sizeBefore = ended.slow->size;
    side.bucketsBefore = ended.slow->buckets;
  }
  side.sizeAfter = op.size;
  side.bucketsAfter = op.buckets;
  describeKeyAtEnd(side, self, op, ended.sequence,
                   ended.outcome == Outcome::Changed);
}

} // namespace mapsan
