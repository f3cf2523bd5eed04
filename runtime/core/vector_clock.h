// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A time per slot: what has been seen of each thread. Slots behind the end have
// time 0, so a clock is only as long as the highest slot it knows.
//
// A VectorClock belongs to one owner, or is guarded by its owner's lock. Memory
// comes from an arena that every call names; there is no destructor (clear).
// Valid when zero.
#ifndef MAPSAN_RUNTIME_CORE_VECTOR_CLOCK_H
#define MAPSAN_RUNTIME_CORE_VECTOR_CLOCK_H

#include "runtime/base/arena.h"
#include "runtime/core/epoch.h"

#include <stdint.h>

namespace mapsan {

class VectorClock {
public:
  Time get(Slot slot) const { return slot < size_ ? times_[slot] : 0; }
  bool has(Epoch epoch) const { return get(epoch.slot()) >= epoch.time(); }
  uint32_t size() const { return size_; }
  const Time *times() const { return times_; }
  bool isEmpty() const { return size_ == 0; }

  /// False: no memory, nothing has changed.
  bool set(Slot slot, Time time, Arena &arena) {
    if (slot >= size_ && !extend(slot + 1, arena))
      return false;
    times_[slot] = time;
    return true;
  }

  /// The later of both, slot by slot. False: no memory, nothing has changed.
  /// `hasGrown` is set, never cleared, when something was news.
  bool join(const Time *times, uint32_t size, Arena &arena, bool &hasGrown);

  /// Forgets everything, keeps the memory.
  void reset() { size_ = 0; }

  /// Forgets everything and gives the memory back.
  void clear(Arena &arena);

private:
  bool reserve(uint32_t size, Arena &arena);
  bool extend(uint32_t size, Arena &arena);

  Time *times_;
  uint32_t size_, capacity_;
};

} // namespace mapsan

#endif
