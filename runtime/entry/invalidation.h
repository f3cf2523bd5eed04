// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An iterator that its own thread has invalidated, found when it is stepped on.
#ifndef MAPSAN_RUNTIME_ENTRY_INVALIDATION_H
#define MAPSAN_RUNTIME_ENTRY_INVALIDATION_H

#include "runtime/abi/operation.h"
#include "runtime/state/threads.h"

namespace mapsan {

/// What its own thread's changes have made of an iterator.
enum class Validity { Unknown, Kept, Lost };

/// For a step of __mapsan_iterate, or a dereference. `last`: the map's word now; of no
/// meaning in report mode. What is lost is reported.
Validity checkInvalidated(ThreadRecord &self, MapsanOperation &op, Word last);

/// After a step the number of buckets noted is that of now.
void noteBuckets(const MapsanOperation &op);

/// Flag mode: whether each change from the word noted to `last`, the one of now, is
/// this thread's own, and none moved elements to another map.
bool areChangesOwn(const MapsanOperation &op, Word last);

/// Report mode: the calling thread's write on a map has ended. In flag mode
/// compiled code keeps such entries itself. `context`: as MapsanEntry::stack.
void noteOwnChange(const MapsanOperation &op, uint64_t context);

/// Whether the calling thread, since it counted `operations`, may have taken
/// elements of the map to another one.
bool mayHaveMovedAway(const void *map, uint32_t operations);

/// Whether all that it has done to the map since then was to insert.
bool hasOnlyInserted(const void *map, uint32_t operations);

} // namespace mapsan

#endif
