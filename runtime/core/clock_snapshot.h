// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a thread had seen when it released: an immutable copy of its clock,
// shared by all releases the thread makes until it learns something new, and by
// all objects it released to.
//
// A publication is a snapshot and the epoch of the release. The snapshot may be
// older than the epoch: of the releasing thread itself the epoch tells the time,
// of all others nothing had changed in between.
//
// The rule that makes acquiring cheap. For every clock C of a thread and every
// publication {(s, t), snapshot}:
//
//     C[s] >= t   =>   C is at least as late as the snapshot in every slot
//
// because a time t of slot s gets into C only together with the snapshot of the
// release at t or a later one of that slot, and a slot's clock never goes back
// (a thread that gets a used slot starts with its predecessor's last snapshot).
// So whoever has C[s] >= t has nothing to acquire there, and one comparison
// tells.
//
// References: count() is moved atomically; whoever copies a pointer out of an
// object holds the object's lock. A snapshot with one reference may be changed
// by the holder of that reference.
#ifndef MAPSAN_RUNTIME_CORE_CLOCK_SNAPSHOT_H
#define MAPSAN_RUNTIME_CORE_CLOCK_SNAPSHOT_H

#include "runtime/core/vector_clock.h"

namespace mapsan {

class ClockSnapshot {
public:
  /// A copy with one reference, or null. Takes `spare` if it is large enough
  /// and sets it to null.
  static ClockSnapshot *make(const Time *times, uint32_t size, Arena &arena,
                             ClockSnapshot *&spare);

  const Time *times() const { return times_; }
  uint32_t size() const { return size_; }
  Time get(Slot slot) const { return slot < size_ ? times_[slot] : 0; }

  ClockSnapshot *share() {
    __atomic_fetch_add(&references_, 1u, __ATOMIC_RELAXED);
    return this;
  }
  bool isShared() const {
    return __atomic_load_n(&references_, __ATOMIC_ACQUIRE) != 1;
  }

  /// Gives one reference back. The last one's memory goes to `spare`, if that is
  /// null, else to the arena. Null is fine.
  static void drop(ClockSnapshot *snapshot, Arena &arena,
                   ClockSnapshot *&spare);
  static void drop(ClockSnapshot *snapshot, Arena &arena);

private:
  static size_t bytesFor(uint32_t size) {
    return sizeof(ClockSnapshot) + size * sizeof(Time);
  }

  uint32_t references_;
  uint32_t size_, capacity_;
  uint32_t reserved_;
  Time times_[]; // capacity_ of them
};

struct Publication {
  Epoch epoch; // none: nothing
  ClockSnapshot *snapshot;
};

} // namespace mapsan

#endif
