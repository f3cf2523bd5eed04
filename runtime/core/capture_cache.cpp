// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The walk reads the thread's own stack directly: frames are checked to lie
// within the limits, to be aligned and to get older.
#include "runtime/core/capture_cache.h"

namespace mapsan {

void CaptureCache::clear() {
  for (Place &place : places_)
    place.pc = 0;
  start_ = spent_ = 0;
  untilCheck_ = 0;
  isPaused_ = false;
}

void CaptureCache::checkBudget(uint64_t time) {
  untilCheck_ = kBatch;
  if (start_ == 0)
    start_ = time;
  isPaused_ = spent_ > kCreditCycles + (time - start_) / kShare;
}

uint32_t CaptureCache::capture(StackDepot &depot, uint64_t pc, uintptr_t frame,
                               uintptr_t low, uintptr_t high, uint32_t depth) {
  if (depth > kMaxDepth)
    depth = kMaxDepth;
  Place &place = places_[((pc ^ (frame >> 4)) * 0x9E3779B97F4A7C15ull) >> 61];
  bool same = place.pc == pc;
  uint32_t count = 0;
  uintptr_t current = frame;
  while (count < depth && current >= low && current + 16 <= high &&
         (current & 7) == 0) {
    const uintptr_t *words = reinterpret_cast<const uintptr_t *>(current);
    const uintptr_t caller = words[0], returnAddress = words[1];
    if (returnAddress < 4096)
      break;
    if (!same || count >= place.count || place.frames[count] != current ||
        place.returns[count] != returnAddress) {
      same = false;
      place.pc = 0;
      place.frames[count] = current;
      place.returns[count] = returnAddress;
    }
    ++count;
    if (caller <= current)
      break;
    current = caller;
  }
  if (same && count == place.count) {
    spent_ += kCyclesSame + count * kCyclesFrame;
    return place.number;
  }
  spent_ += kCyclesNew + count * kCyclesNewFrame;
  uint64_t pcs[1 + kMaxDepth];
  pcs[0] = pc;
  for (uint32_t i = 0; i < count; ++i)
    pcs[1 + i] = place.returns[i];
  place.number = depot.put(pcs, count + 1);
  place.count = count;
  place.pc = place.number ? pc : 0;
  return place.number;
}

} // namespace mapsan
