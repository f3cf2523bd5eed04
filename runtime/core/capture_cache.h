// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keeps the stack of writers of shared maps at the price of a comparison. A
// thread that writes a shared map again and again does so from few places. For
// each place the last stack is remembered together with the frames it was read
// from; the next time the frames are walked once more, comparing: when nothing
// differs, the number of the kept stack is the answer, and it is exact. Only a
// different stack is hashed and put into the depot.
//
//   young                                                             old
//   pc | frame, return | frame, return | ... | frame of the tail, tail...
//        `----- functions with frame pointers -----'   prebuilt code and above
//
// Frame pointers lead astray where a caller has none (the C and C++ libraries):
// it may have used the register for something else, and whoever called it is
// passed over. From the first such caller on the stack is read by unwind tables.
// That is dear, so each such tail is kept with the places of its return
// addresses, and compared like the rest.
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

/// What is known of code; of the platform, or of a test.
struct StackKnowledge {
  /// Does the function keep a frame pointer at this return address?
  bool (*hasFrame)(uint64_t returnAddress);

  /// The return addresses from `frame` on, and where each lies (0: nowhere that
  /// can be compared). A last one below kStackEndMarks is a mark that says why
  /// there are no more.
  uint32_t (*walkOn)(uintptr_t frame, uintptr_t low, uintptr_t high,
                     uint64_t *returns, uintptr_t *where, uint32_t capacity);

  /// The mark for a frame pointer that points nowhere.
  uint64_t badFrame;
};

constexpr uint64_t kStackEndMarks = 64;

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
  uint32_t capture(StackDepot &depot, const StackKnowledge &code, uint64_t pc,
                   uintptr_t frame, uintptr_t low, uintptr_t high,
                   uint32_t depth) {
    const uint32_t first = placeOf(pc, frame);
    for (uint32_t i = 0; i < kWays; ++i) {
      const Place &place = places_[first + i];
      if (place.pc == pc && isSame(place, frame, low, high)) {
        spent_ += kCyclesSame + place.count * kCyclesFrame;
        return place.number;
      }
    }
    Place &place = places_[first + nextWay_++ % kWays];
    return captureAnew(place, depot, code, pc, frame, low, high, depth);
  }

  void clear();

private:
  // Four places of code and frame that take turns in one direct place would be
  // captured anew each time.
  static constexpr unsigned kPlaces = 16, kWays = 4, kTails = 4;
  static constexpr uint32_t kBatch = 64;
  static constexpr uint64_t kCreditCycles = 150'000'000;
  static constexpr uint64_t kShare = 32;
  // With the key and the locks that are kept beside the stack.
  static constexpr uint64_t kCyclesSame = 60, kCyclesNew = 600;
  static constexpr uint64_t kCyclesFrame = 6, kCyclesNewFrame = 30;
  static constexpr uint64_t kCyclesTail = 20'000;

  struct Tail {
    uintptr_t frame; // 0: unused
    uint64_t use;    // moves when it is read anew
    uint32_t count;
    uintptr_t callerFrame;
    uintptr_t where[kMaxDepth];
    uint64_t returns[kMaxDepth];
  };

  struct Place {
    uint64_t pc;
    uint32_t number;
    uint32_t count;
    uintptr_t tailFrame; // 0: the stack ends without
    uint64_t tailUse;
    uintptr_t frames[kMaxDepth];
    uint64_t returns[kMaxDepth];
  };

  /// The first of its kWays.
  static uint32_t placeOf(uint64_t pc, uintptr_t frame) {
    return static_cast<uint32_t>((pc ^ (frame >> 4)) * 0x9E3779B97F4A7C15ull >>
                                 60) %
           (kPlaces / kWays) * kWays;
  }
  uint32_t captureAnew(Place &place, StackDepot &depot,
                       const StackKnowledge &code, uint64_t pc, uintptr_t frame,
                       uintptr_t low, uintptr_t high, uint32_t depth);
  void checkBudget(uint64_t time);
  static bool isFrame(uintptr_t frame, uintptr_t low, uintptr_t high) {
    return frame >= low && frame + 16 <= high && (frame & 7) == 0;
  }
  static uint64_t wordAt(uintptr_t address) {
    return *reinterpret_cast<const uintptr_t *>(address);
  }
  bool isSame(const Place &place, uintptr_t frame, uintptr_t low,
              uintptr_t high);
  Tail &placeOfTail(uintptr_t frame) {
    return tails_[((frame >> 4) * 0x9E3779B97F4A7C15ull >> 62) % kTails];
  }
  static bool isTailSame(const Tail &tail, uintptr_t low, uintptr_t high);

  Place places_[kPlaces];
  Tail tails_[kTails];
  uint64_t start_, spent_;
  uint32_t untilCheck_, nextWay_;
  bool isPaused_;
};

inline bool CaptureCache::isTailSame(const Tail &tail, uintptr_t low,
                                     uintptr_t high) {
  if (!isFrame(tail.frame, low, high) || wordAt(tail.frame) != tail.callerFrame)
    return false;
  for (uint32_t i = 0; i < tail.count; ++i) {
    if (tail.where[i] == 0)
      return tail.returns[i] < kStackEndMarks;
    if (wordAt(tail.where[i]) != tail.returns[i])
      return false;
  }
  return true;
}

// The frames are read where they were the last time, not one by the other's word:
// so the processor need not wait for one before it reads the next. They get older,
// and all lie above the first one, which is the caller's own.
inline bool CaptureCache::isSame(const Place &place, uintptr_t frame,
                                 uintptr_t low, uintptr_t high) {
  if (const uint32_t count = place.count) {
    const uintptr_t *frames = place.frames;
    if (frame != frames[0] || !isFrame(frame, low, high) ||
        !isFrame(frames[count - 1], low, high))
      return false;
    uint64_t differs = wordAt(frames[count - 1] + 8) ^ place.returns[count - 1];
    for (uint32_t i = 0; i + 1 < count; ++i)
      differs |= (wordAt(frames[i]) ^ frames[i + 1]) |
                 (wordAt(frames[i] + 8) ^ place.returns[i]);
    if (differs)
      return false;
    frame = wordAt(frames[count - 1]);
  }
  if (place.tailFrame == 0)
    return true;
  const Tail &tail = placeOfTail(place.tailFrame);
  return frame == place.tailFrame && tail.frame == frame &&
         tail.use == place.tailUse && isTailSame(tail, low, high);
}

} // namespace mapsan

#endif
