// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory for the runtime's own records, from whole pages that the caller's
// function maps. Sizes are rounded up to powers of two; what is released goes to
// a free list of its size and comes back from there. Pages are never unmapped
// and a block never changes its size, so a reader without a lock may look into
// a block that was released: it reads old or foreign content, never faults.
//
// Thread-safe; the locks give up after a while, and then there is no memory.
// Not for signal handlers that may have interrupted it. Valid when zero, then
// without memory.
#ifndef MAPSAN_RUNTIME_BASE_ARENA_H
#define MAPSAN_RUNTIME_BASE_ARENA_H

#include "runtime/base/spin_lock.h"

#include <stddef.h>
#include <stdint.h>

namespace mapsan {

/// Zeroed memory in whole pages, or null.
using MapPages = void *(*)(size_t bytes);

class Arena {
public:
  /// `yield` lets another thread run; may be null.
  void start(MapPages mapPages, void (*yield)() = nullptr) {
    mapPages_ = mapPages;
    yield_ = yield;
  }

  /// Null when there is none. Not zeroed. Aligned to 16 bytes, from 64 bytes on
  /// to cache lines.
  void *allocate(size_t bytes);

  /// `bytes` as given to allocate. Null is fine.
  void release(void *block, size_t bytes);

  /// For those who keep blocks that they do not use just now: they do not count
  /// as used meanwhile.
  void countIdle(size_t bytes) {
    __atomic_fetch_sub(&used_, rounded(bytes), __ATOMIC_RELAXED);
  }
  void countBusy(size_t bytes) {
    __atomic_fetch_add(&used_, rounded(bytes), __ATOMIC_RELAXED);
  }

  /// In blocks handed out, not released and not idle.
  uint64_t used() const { return __atomic_load_n(&used_, __ATOMIC_RELAXED); }

  /// What a block of this size really takes.
  static size_t rounded(size_t bytes);

private:
  static constexpr unsigned kSmallest = 5;   // 32 bytes
  static constexpr unsigned kChunkBits = 18; // 256 KiB at a time
  static constexpr unsigned kClasses = 28;   // up to 4 GiB

  struct Free {
    Free *next;
  };
  struct SizeClass {
    SpinLock lock;
    Free *free;
    char *next, *end; // of the chunk that is being cut up
  };

  static unsigned classOf(size_t bytes);
  bool lock(SpinLock &lock) const;

  MapPages mapPages_;
  void (*yield_)();
  uint64_t used_;
  SizeClass classes_[kClasses];
};

} // namespace mapsan

#endif
