// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Remembers what became of pairs of call sites, so that the same finding is
// worked on once and not each time it happens. A pair has no order. The table
// is a cache: a pair that was pushed out is simply worked on again, and the
// report's own fingerprint keeps it from being printed twice.
//
//   New        nobody worked on it yet
//   Skip       seen before, not due (each further look waits twice as long)
//   Due        seen before, and due for another look
//
// Lock-free; callable from anywhere. Tolerated: two threads may both be told
// New for the same pair at the same time, and counts may lose a step.
#ifndef MAPSAN_RUNTIME_CORE_SITE_PAIRS_H
#define MAPSAN_RUNTIME_CORE_SITE_PAIRS_H

#include <stdint.h>

namespace mapsan {

class SitePairs {
public:
  enum class Answer : uint8_t { New, Skip, Due };

  /// Counts this encounter.
  Answer meet(const void *one, const void *other);

  /// Forgets all.
  void clear() {
    for (Pair &pair : pairs_)
      __atomic_store_n(&pair.key, uint64_t{0}, __ATOMIC_RELAXED);
  }

private:
  static constexpr uint32_t kPairs = 1u << 12;
  struct Pair {
    uint64_t key;
    uint32_t met;
    uint32_t due;
  };
  Pair pairs_[kPairs];
};

inline SitePairs::Answer SitePairs::meet(const void *one, const void *other) {
  uint64_t low = reinterpret_cast<uint64_t>(one);
  uint64_t high = reinterpret_cast<uint64_t>(other);
  if (low > high) {
    const uint64_t swap = low;
    low = high;
    high = swap;
  }
  const uint64_t key =
      ((low * 0x9E3779B97F4A7C15ull) ^ (high * 0xC2B2AE3D27D4EB4Full)) | 1;
  Pair &pair = pairs_[(key >> 52) % kPairs];
  if (__atomic_load_n(&pair.key, __ATOMIC_RELAXED) != key) {
    __atomic_store_n(&pair.met, 1u, __ATOMIC_RELAXED);
    __atomic_store_n(&pair.due, 2u, __ATOMIC_RELAXED);
    __atomic_store_n(&pair.key, key, __ATOMIC_RELAXED);
    return Answer::New;
  }
  const uint32_t met = __atomic_add_fetch(&pair.met, 1, __ATOMIC_RELAXED);
  const uint32_t due = __atomic_load_n(&pair.due, __ATOMIC_RELAXED);
  if (met < due)
    return Answer::Skip;
  __atomic_store_n(&pair.due, due < (1u << 30) ? due * 2 : due,
                   __ATOMIC_RELAXED);
  return Answer::Due;
}

} // namespace mapsan

#endif
