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

#include "runtime/entry/own_side.h"

namespace mapsan {

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

} // namespace mapsan

#endif
