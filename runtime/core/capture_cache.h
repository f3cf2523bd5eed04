// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keeps the stack of writers of shared maps at the price of a comparison. A
// thread that writes a shared map again and again does so from few places. For
// each place the last stack is remembered together with the frames it was read
// from; the next time the frames are walked once more, comparing: when nothing
// differs, the number of the kept stack is the answer, and it is exact. Only a
// different stack is hashed and put into the depot.
//
// A budget keeps the price down: `kCreditCycles` of walking are free (first
// reports come early), then at most 1/kShare of the time since the start. Above
// it, captures pause. Time is measured once in kBatch captures.
//
// Belongs to one thread. Signal handlers of that thread must not use it while
// the thread does (the runtime's guard sees to that).
#ifndef MAPSAN_RUNTIME_CORE_CAPTURE_CACHE_H
#define MAPSAN_RUNTIME_CORE_CAPTURE_CACHE_H

#include "runtime/core/stack_depot.h"

#include <stdint.h>

namespace mapsan {

class CaptureCache {
public:
  static constexpr uint32_t kMaxDepth = 32;

  /// False while captures pause. `now` is a cycle counter.
  bool mayCapture(uint64_t (*now)()) {
    if (untilCheck_-- == 0)
      checkBudget(now());
    return !isPaused_;
  }

  /// The depot's number of the stack {pc, return addresses above frame}, or 0.
  /// Frames must lie within [low, high) of the calling thread's stack.
  uint32_t capture(StackDepot &depot, uint64_t pc, uintptr_t frame,
                   uintptr_t low, uintptr_t high, uint32_t depth);

  void clear();

private:
  static constexpr unsigned kPlaces = 8;
  static constexpr uint32_t kBatch = 64;
  static constexpr uint64_t kCreditCycles = 150'000'000;
  static constexpr uint64_t kShare = 32;
  // With the key and the locks that are kept beside the stack.
  static constexpr uint64_t kCyclesSame = 60, kCyclesNew = 600;
  static constexpr uint64_t kCyclesFrame = 6, kCyclesNewFrame = 30;

  struct Place {
    uint64_t pc;
    uint32_t number;
    uint32_t count;
    uintptr_t frames[kMaxDepth];
    uint64_t returns[kMaxDepth];
  };

  void checkBudget(uint64_t time);

  Place places_[kPlaces];
  uint64_t start_, spent_;
  uint32_t untilCheck_;
  bool isPaused_;
};

} // namespace mapsan

#endif
