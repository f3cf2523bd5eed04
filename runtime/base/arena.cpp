// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One chunk of pages per size class is cut up from the front.
#include "runtime/base/arena.h"

namespace mapsan {

namespace {

constexpr uint32_t kAttempts = 64, kRounds = 20000;

} // namespace

// The owner may have been descheduled: it gets the processor, for a while.
bool Arena::lock(SpinLock &lock) const {
  for (uint32_t round = 0; round < kRounds; ++round) {
    if (lock.tryLock(kAttempts))
      return true;
    if (yield_)
      yield_();
  }
  return false;
}

unsigned Arena::classOf(size_t bytes) {
  unsigned index = 0;
  while ((size_t{1} << (index + kSmallest)) < bytes)
    ++index;
  return index;
}

size_t Arena::rounded(size_t bytes) {
  return size_t{1} << (classOf(bytes) + kSmallest);
}

void *Arena::allocate(size_t bytes) {
  const unsigned index = classOf(bytes);
  if (index >= kClasses || !mapPages_)
    return nullptr;
  const size_t size = size_t{1} << (index + kSmallest);
  SizeClass &from = classes_[index];
  if (!lock(from.lock))
    return nullptr;
  void *block = from.free;
  if (block) {
    from.free = from.free->next;
  } else {
    if (static_cast<size_t>(from.end - from.next) < size) {
      const size_t chunk =
          size > (size_t{1} << kChunkBits) ? size : size_t{1} << kChunkBits;
      from.next = static_cast<char *>(mapPages_(chunk));
      from.end = from.next ? from.next + chunk : nullptr;
    }
    if (from.next) {
      block = from.next;
      from.next += size;
    }
  }
  from.lock.unlock();
  if (block)
    __atomic_fetch_add(&used_, size, __ATOMIC_RELAXED);
  return block;
}

void Arena::release(void *block, size_t bytes) {
  if (!block)
    return;
  const unsigned index = classOf(bytes);
  SizeClass &to = classes_[index];
  if (!lock(to.lock))
    return; // lost, like the thread that holds the lock
  static_cast<Free *>(block)->next = to.free;
  to.free = static_cast<Free *>(block);
  to.lock.unlock();
  __atomic_fetch_sub(&used_, size_t{1} << (index + kSmallest),
                     __ATOMIC_RELAXED);
}

} // namespace mapsan
