// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/clock_snapshot.h"

namespace mapsan {

ClockSnapshot *ClockSnapshot::make(const Time *times, uint32_t size,
                                   Arena &arena, ClockSnapshot *&spare) {
  ClockSnapshot *made = spare;
  if (made && made->capacity_ >= size) {
    spare = nullptr;
  } else {
    const size_t bytes = Arena::rounded(bytesFor(size));
    made = static_cast<ClockSnapshot *>(arena.allocate(bytes));
    if (!made)
      return nullptr;
    made->capacity_ =
        static_cast<uint32_t>((bytes - sizeof(ClockSnapshot)) / sizeof(Time));
  }
  made->references_ = 1;
  made->size_ = size;
  for (uint32_t i = 0; i < size; ++i)
    made->times_[i] = times[i];
  return made;
}

void ClockSnapshot::drop(ClockSnapshot *snapshot, Arena &arena,
                         ClockSnapshot *&spare) {
  // The only holder needs no atomic step: nobody can copy the pointer.
  if (!snapshot ||
      (snapshot->isShared() &&
       __atomic_sub_fetch(&snapshot->references_, 1u, __ATOMIC_ACQ_REL) != 0))
    return;
  if (!spare)
    spare = snapshot;
  else
    arena.release(snapshot, bytesFor(snapshot->capacity_));
}

void ClockSnapshot::drop(ClockSnapshot *snapshot, Arena &arena) {
  ClockSnapshot *spare = snapshot; // not null: nothing is kept
  drop(snapshot, arena, spare);
}

} // namespace mapsan
