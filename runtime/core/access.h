// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the detector is told of an operation, what it remembers of it, and what
// it answers. Plain data. The numbers of stack, locks and key are the caller's
// (StackDepot::put, HeldLocks::keep, whatever it likes for keys); the core
// only keeps them. 0 is always "not known".
//
// How two operations are judged is verdict.h; who is ordered before whom is
// thread_clock.h.
#ifndef MAPSAN_RUNTIME_CORE_ACCESS_H
#define MAPSAN_RUNTIME_CORE_ACCESS_H

#include "runtime/abi/operation.h"
#include "runtime/core/epoch.h"
#include "runtime/core/verdict.h"

namespace mapsan {

/// An operation, as its thread describes it.
struct Access {
  const MapsanSite *site;
  Effect effect;
  uint32_t stack;
  uint32_t locks;
  uint32_t key;
  uint64_t size;           // of the map just now, or kUnknownSize
  uint64_t buckets;        // likewise
  uint32_t takenLocks = 0; // of an element: what was held when it was taken
};

/// An operation, as it is remembered.
struct AccessRecord {
  Epoch epoch; // none: no record
  const MapsanSite *site;
  uint32_t thread; // ThreadClock::number(): of one thread, never given again
  uint32_t stack;
  uint32_t locks;
  uint32_t key;
  Effect effect;
  Outcome outcome; // Running: it had not ended when it was looked at
  uint8_t reserved[2];
  uint32_t takenLocks;
};

static_assert(sizeof(AccessRecord) == 40, "there are many of these");

/// What a writing operation did to the map; kUnknownSize where not known.
struct SizeChange {
  uint64_t sizeBefore, sizeAfter;
  uint64_t bucketsBefore, bucketsAfter;
};

/// Where a map comes from.
struct Creation {
  const MapsanSite *site; // null: it was not seen being constructed
  uint32_t thread;
  uint32_t stack;
};

/// Two operations that conflict, without a happens-before path between them.
/// `now` is the operation the detector was just told of.
struct Finding {
  Verdict verdict; // Race or Note; with strict=1 the caller makes one of both
  bool isOverlap;  // both threads were inside the map at once, proven
  AccessRecord now;
  AccessRecord earlier;
  SizeChange nowChange;     // filled if `now` ended
  SizeChange earlierChange; // filled if `earlier` wrote
  Creation creation;
};

/// The conflicts of one operation: with the last write, and with each thread
/// that read since, as many as fit. Set count to 0 (or = {}) is not needed:
/// begin and end do it.
struct Findings {
  static constexpr uint32_t kCapacity = 10;
  uint32_t count;
  Finding items[kCapacity];
};

} // namespace mapsan

#endif
