// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One operation on one map, as a slow path sees it: a record in the wrapper's
// own stack frame. Fast paths never touch it. A wrapper fills the upper part in
// its cold blocks before each slow call; the lower part belongs to the runtime
// and survives from a slow begin to the slow end.
//
// Life of a write (compiled code, DESIGN 4):
//
//   w = table[i]
//   if ((w ^ thread.mine) & ~version or ring[operations & 15] is open)
//     stored = __mapsan_write_begin(op)               -> kNoWord: end is slow
//   else fill ring entry; stored = w | WRITING; table[i] = stored
//   ...the original call...
//   if (table[i] != stored) __mapsan_write_end(op)    (op.stored = stored)
//   else table[i] = (stored & ~WRITING) + (changed ? kVersionStep : 0); close
//   entry
//
// An operation that an exception leaves ends in __mapsan_write_end or
// __mapsan_read_end whatever the word is.
//
// Life of a read:
//
//   w = table[i]; x = (w ^ thread.mine) & ~version
//   if (x != 0 and (w & flags) != ARMED) w = __mapsan_read_begin(op)
//   link MapsanRead; ...the original call...; unlink; fence(acquire)
//   if (table[i] != w) __mapsan_read_end(op)          (op.stored = w)
//
// A constructor has no begin: it fills a closed ring entry and stores
// ((table[i] & version) + kVersionStep) | mine, or, when thread.mine says slow,
// calls __mapsan_constructed(op).
#ifndef MAPSAN_RUNTIME_ABI_OPERATION_H
#define MAPSAN_RUNTIME_ABI_OPERATION_H

#include "runtime/abi/site.h"
#include "runtime/abi/thread.h"

namespace mapsan {

enum class Changed : uint32_t {
  No = 0,
  Yes = 1,
  Unknown = 2, // neither the result nor size() tells
};

constexpr uint64_t kUnknownSize = ~uint64_t{0};

/// In place of the buckets beside an iterator: where it comes from is not
/// certain, and nothing is claimed of what its own thread did to it.
constexpr uint64_t kUncertain = kUnknownSize - 1;
/// In place of their address (__mapsan_iterate).
constexpr uint64_t kUnasked = 0, kCertain = 1;
/// The same, of an iterator that was found by its value (held_iterators.h).
constexpr uint64_t kHeld = 2;

struct MapsanOperation {
  // Filled by compiled code before every slow call.
  const void *map;
  const MapsanSite *site;
  const void
      *key; // the key object, or null; may be dead or moved from at the end
  const void *pc;    // as in MapsanEntry
  const void *frame; // as in MapsanEntry
  uint64_t size;     // size() now, or kUnknownSize
  uint64_t buckets;  // bucket_count() now, or kUnknownSize
  Word stored; // end: what begin stored or saw; kNoWord after a slow begin
  MapsanEntry *entry; // end of a write: its ring entry, null after a slow begin
  Changed changed;    // end of a write
  uint32_t unwinding; // end: 1 when an exception leaves the operation
  // The runtime's, from a slow begin to the slow end.
  uint64_t scratch[24];
};

static_assert(sizeof(MapsanOperation) == 272, "move kAbiVersion");

} // namespace mapsan

#endif
