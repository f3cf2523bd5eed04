// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/vector_clock.h"

namespace mapsan {

bool VectorClock::reserve(uint32_t size, Arena &arena) {
  if (size <= capacity_)
    return true;
  const size_t bytes = Arena::rounded(size * sizeof(Time));
  Time *grown = static_cast<Time *>(arena.allocate(bytes));
  if (!grown)
    return false;
  for (uint32_t i = 0; i < size_; ++i)
    grown[i] = times_[i];
  arena.release(times_, capacity_ * sizeof(Time));
  times_ = grown;
  capacity_ = static_cast<uint32_t>(bytes / sizeof(Time));
  return true;
}

bool VectorClock::extend(uint32_t size, Arena &arena) {
  if (!reserve(size, arena))
    return false;
  for (; size_ < size; ++size_)
    times_[size_] = 0;
  return true;
}

bool VectorClock::join(const Time *times, uint32_t size, Arena &arena,
                       bool &hasGrown) {
  if (!reserve(size, arena))
    return false;
  for (; size_ < size; ++size_)
    times_[size_] = 0;
  Time news = 0;
  for (uint32_t i = 0; i < size; ++i) {
    const Time mine = times_[i], later = times[i] > mine ? times[i] : mine;
    news |= later ^ mine;
    times_[i] = later;
  }
  hasGrown |= news != 0;
  return true;
}

void VectorClock::clear(Arena &arena) {
  arena.release(times_, capacity_ * sizeof(Time));
  *this = {};
}

} // namespace mapsan
