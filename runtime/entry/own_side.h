// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An operation as its own thread knows it in a slow path, and its side of a
// conflict. What is filled in here is exact: the thread stands in the operation.
#ifndef MAPSAN_RUNTIME_ENTRY_OWN_SIDE_H
#define MAPSAN_RUNTIME_ENTRY_OWN_SIDE_H

#include "runtime/entry/conflict.h"

namespace mapsan {

enum class SlowKind : uint64_t {
  Ignored, // not tracked, ignored, or inside the runtime (a signal handler)
  Nested,  // inside this thread's own operation on the same slot
  Guest,   // another thread's WRITING is in the word: it was left alone
};

/// The runtime's part of a MapsanOperation, from a slow begin to a slow end.
struct SlowPart {
  SlowKind kind;
  Word seen; // the word at begin
  MapsanEntry *entry;
  Conflict *conflict;
  uint64_t token;
  uint64_t size, buckets;
};
static_assert(sizeof(SlowPart) <= sizeof(MapsanOperation::scratch), "");

inline SlowPart &slowPart(MapsanOperation &op) {
  return *reinterpret_cast<SlowPart *>(op.scratch);
}

/// One operation at its end, as its own thread knows it.
struct Ended {
  MapsanOperation *op;
  const SlowPart *slow; // null: begin was fast
  uint64_t sequence;    // of the own open entry, or 0
  Word first, last;     // of the slot
  Outcome outcome;
  Evidence evidence = Evidence::Overlap;
};

/// The operation stands still at its begin or its end: all but the outcome.
void describeSelf(ConflictSide &side, ThreadRecord &self,
                  const MapsanOperation &op);

/// The stack alone.
void walkSelf(ConflictSide &side, const ThreadRecord &self,
              const MapsanOperation &op);

/// What is known at the end: outcome, sizes, key.
void finishSelf(ConflictSide &side, const ThreadRecord &self,
                const Ended &ended);

/// The key alone. `sequence`: of the own entry, or 0.
void describeKeyAtEnd(ConflictSide &side, const ThreadRecord &self,
                      const MapsanOperation &op, uint64_t sequence,
                      bool hasChanged);

} // namespace mapsan

#endif
