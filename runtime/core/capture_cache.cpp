// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The walk reads the thread's own stack directly: frames are checked to lie
// within the limits, to be aligned and to get older.
//
// Why "nothing differs" means the same stack: the same pc at the same frame has
// its return address in the same place; that being the same, so are its function
// and, by the saved frame pointer (compared too) or the fixed size of its frame,
// the place of the next one. Tolerated: above a library function without frame
// pointer, a function with a frame of varying size whose old return address
// still lies, unused, where it was.
#include "runtime/core/capture_cache.h"

namespace mapsan {

void CaptureCache::clear() {
  for (Place &place : places_)
    place.pc = 0;
  for (Tail &tail : tails_)
    tail.frame = 0;
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

uint32_t CaptureCache::captureAnew(Place &place, StackDepot &depot,
                                   const StackKnowledge &code, uint64_t pc,
                                   uintptr_t frame, uintptr_t low,
                                   uintptr_t high, uint32_t depth) {
  if (depth > kMaxDepth)
    depth = kMaxDepth;
  uint64_t pcs[1 + kMaxDepth + 1];
  uint32_t count = 0;
  pcs[count++] = pc;
  place.pc = 0;
  place.count = 0;
  place.tailFrame = 0;
  while (count <= depth) {
    if (!isFrame(frame, low, high)) {
      pcs[count++] = code.badFrame;
      break;
    }
    const uintptr_t caller = wordAt(frame);
    const uint64_t returnAddress = wordAt(frame + 8);
    if (returnAddress < 4096)
      break;
    if (!code.hasFrame(returnAddress)) {
      Tail &tail = placeOfTail(frame);
      if (tail.frame != frame || !isTailSame(tail, low, high)) {
        spent_ += kCyclesTail;
        tail.count =
            code.walkOn(frame, low, high, tail.returns, tail.where, kMaxDepth);
        tail.callerFrame = caller;
        tail.frame = frame;
        ++tail.use;
      }
      for (uint32_t i = 0; i < tail.count && count <= depth; ++i)
        pcs[count++] = tail.returns[i];
      place.tailFrame = frame;
      place.tailUse = tail.use;
      break;
    }
    place.frames[place.count] = frame;
    place.returns[place.count++] = returnAddress;
    pcs[count++] = returnAddress;
    if (caller == 0)
      break;
    frame = caller > frame ? caller : 0;
  }
  spent_ += kCyclesNew + count * kCyclesNewFrame;
  place.number = depot.put(pcs, count);
  place.pc = place.number ? pc : 0;
  return place.number;
}

} // namespace mapsan
