// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What happens at nearly every lock and every access that is told: for those who
// call it, happens_before.cpp and detector.cpp.
#ifndef MAPSAN_RUNTIME_CORE_THREAD_CLOCK_INLINE_H
#define MAPSAN_RUNTIME_CORE_THREAD_CLOCK_INLINE_H

#include "runtime/core/thread_clock.h"

namespace mapsan {

inline void ThreadClock::mark(Epoch epoch, const void *object) {
  ReleaseMark &newest = marks_[(markCount_ - 1) % kMarks];
  if (markCount_ && newest.epoch == epoch)
    return;
  ReleaseMark &to = marks_[markCount_ % kMarks];
  __atomic_store_n(&to.epoch.bits, uint64_t{0}, __ATOMIC_RELAXED);
  __atomic_thread_fence(__ATOMIC_RELEASE);
  __atomic_store_n(&to.object, object, __ATOMIC_RELAXED);
  __atomic_store_n(&to.epoch.bits, epoch.bits, __ATOMIC_RELEASE);
  ++markCount_;
}

// Who withdraws has moved the era before. If the caller recorded its access in
// the era before, its tag is older than that, and withdraw() comes after it.
inline void ThreadClock::offer(const void *map, Word word, const MapsanUse *use,
                               bool coversReads, bool coversUpserts) {
  const uint32_t index = recentPlaceOf(map);
  MapsanRecentPlace &place = recent_.places[index];
  const uint64_t tag = now().bits;
  if (place.map != map) {
    if (place.open)
      return; // an operation on another map lies around this one
    __atomic_store_n(&place.map, map, __ATOMIC_RELAXED);
  }
  recent_.uses[index] = use;
  place.read = coversReads ? tag + word : kNotTold;
  place.upsert = coversUpserts ? tag + word : kNotTold;
  static_assert(kRecentPlaces == 64, "one bit each");
  if (coversUpserts) {
    upsertPlaces_ = (upsertTag_ == tag ? upsertPlaces_ : 0) | uint64_t{1}
                                                                  << index;
    upsertTag_ = tag;
  }
}

inline void ThreadClock::offerElement(const void *element, Word word,
                                      bool coversWrites) {
  const uint64_t key = reinterpret_cast<uint64_t>(element);
  if (elements_)
    elements_->told[toldPlaceOf(key)] = {
        key, now().bits + word, coversWrites ? now().bits + word : kNotTold};
}

inline void ThreadClock::remember(const Remembered &access) {
  Remembered &to = remembered(access.map);
  if (&to == &nothing_)
    return;
  const uint64_t sequence = to.sequence;
  __atomic_store_n(&to.sequence, sequence + 1, __ATOMIC_RELAXED);
  __atomic_thread_fence(__ATOMIC_RELEASE);
  to.map = access.map;
  to.shadow = access.shadow;
  to.generation = access.generation;
  to.era = access.era;
  to.life = access.life;
  to.covers = access.covers;
  to.record = access.record;
  __atomic_store_n(&to.sequence, sequence + 2, __ATOMIC_RELEASE);
}

} // namespace mapsan

#endif
