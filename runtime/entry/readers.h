// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Readers that do not come back. Readers announce themselves to nobody; one that
// overlaps a write finds that out at its own end. If that end does not come (a
// torn structure that never ends, a comparator that waits), or comes too late (a
// long copy), somebody else has to look:
//
//   who                          when
//   ---------------------------  ----------------------------------------------
//   a writer of a shared map     at the end of one of its operations, now and
//                                then (core/look_pace.h)
//   a thread that ends           if it ever wrote a map that others use
//   the process                  at exit
//
// A reader that is seen inside has wait_ms to come back: its own report knows
// more of it (the inlined functions at the place of the read). A writer does not
// wait; it is a later look of its that finds the reader in the same operation.
#ifndef MAPSAN_RUNTIME_ENTRY_READERS_H
#define MAPSAN_RUNTIME_ENTRY_READERS_H

#include "runtime/entry/own_side.h"

namespace mapsan {

/// Time to look? Asked at the begin of a write of a shared map; then its end
/// must come to the slow path.
bool isLookDue(ThreadRecord &self, uint64_t operation);

/// At that end, before the program goes on.
void lookForReaders(ThreadRecord &self, const Ended &ended);

/// At the end of the calling thread or of the process: are there readers inside
/// a map that somebody changed meanwhile? They have `patienceMs` to come back.
void lookForLostReaders(ThreadRecord &self, uint32_t patienceMs);

} // namespace mapsan

#endif
