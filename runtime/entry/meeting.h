// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two threads meet in a map: what the slow paths do when a word says so. Found
// at begin or at end; proven (core/evidence.h); judged (core/verdict.h); and,
// when the verdict waits for the other's end or its stack, left in its mailbox.
//
//   found at   partner is      verdict   what happens
//   ---------  --------------  --------  -------------------------------------
//   begin      inside, live    race      report before the operation runs
//   begin      inside, live    pending   post, ATTENTION; own end judges again
//   end        inside          race      report
//   end        inside          pending   post, ATTENTION; the partner's end
//                                        judges
//   end        gone            race      report
//   end        gone            note      note
//
// A report whose partner's stack is not full waits up to wait_ms for the
// partner to hand it in, if the process ends with it anyway.
#ifndef MAPSAN_RUNTIME_ENTRY_MEETING_H
#define MAPSAN_RUNTIME_ENTRY_MEETING_H

#include "runtime/entry/conflict.h"

namespace mapsan {

enum class Kind : uint64_t {
  Ignored, // not tracked, ignored, or inside the runtime (a signal handler)
  Nested,  // inside this thread's own operation on the same slot
  Guest,   // another thread's WRITING is in the word: it was left alone
};

/// The runtime's part of a MapsanOperation, from a slow begin to a slow end.
struct SlowPart {
  Kind kind;
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

/// Found at begin: `entry` is proven to be inside.
void meetAtBegin(ThreadRecord &self, MapsanOperation &op, SlowPart &slow,
                 uint64_t ownSequence, const ThreadRecord &partner,
                 const MapsanEntry &entry);

/// The slot's word moved, or a conflict found at begin is open.
void meetAtEnd(ThreadRecord &self, const Ended &ended);

/// Others wait for this thread's answer. `sequence`: of the ending operation,
/// 0 if none ends (a begin saw ATTENTION).
void answer(ThreadRecord &self, MapsanOperation &op, uint64_t sequence,
            Outcome outcome);

/// One thread modified a map inside its own operation on it. `other` is the
/// operation around if `op` is the inner one, and the inner one if not.
void meetSelf(ThreadRecord &self, MapsanOperation &op, bool isInner,
              const MapsanEntry &other);

/// True if the two call sites name the same map type.
bool haveSameType(const MapsanSite &one, const MapsanSite &other);

} // namespace mapsan

#endif
