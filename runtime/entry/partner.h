// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The other thread of a conflict: is it inside the map now, and what is its
// stack (DESIGN 5: live walk, eager, after the fact; the mailbox is in
// meeting.h).
//
// Callable from slow paths and, as everything here is async-signal-safe, from
// the crash handler.
#ifndef MAPSAN_RUNTIME_ENTRY_PARTNER_H
#define MAPSAN_RUNTIME_ENTRY_PARTNER_H

#include "runtime/entry/conflict.h"

namespace mapsan {

/// A return address that says: nobody can walk from this frame but the thread
/// itself (user_api.cpp).
const void *unwalkable();

/// Proof 1 of core/evidence.h: the thread has an open operation on this map,
/// and the return address in its frame is still there.
bool isInside(const ThreadRecord &thread, const void *map, MapsanEntry &entry);

/// The key that the operation of this ring entry saved when it began. False if
/// it saved none, or was overwritten.
bool describeKeptKey(ConflictSide &side, const ThreadRecord &thread,
                     uint64_t sequence);

/// Fills in the partner's side from that record.
void describeReader(ConflictSide &side, const ThreadRecord &thread,
                    const MapsanRead &read);

/// The calling thread's stack and this operation, kept in the depot.
uint32_t keepStack(ThreadRecord &self, const MapsanOperation &op);

/// Fills in the partner's side from its ring entry: site, key, stack by the best
/// way that works from outside, locks if it stood still.
void describePartner(ConflictSide &side, const ThreadRecord &thread,
                     const MapsanEntry &entry);

} // namespace mapsan

#endif
