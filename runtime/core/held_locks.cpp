// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks are nearly always given back in the opposite order; so the search from
// the end mostly stops at once, and nothing has to move.
#include "runtime/core/held_locks.h"

namespace mapsan {

HeldLock HeldLocks::given(const void *lock) {
  const uint64_t state = state_;
  const uint32_t listed = state & 0xff;
  const uintptr_t address = reinterpret_cast<uintptr_t>(lock);
  for (uint32_t i = listed; i-- > 0;) {
    if ((entries_[i].lock & ~uintptr_t{1}) != address)
      continue;
    const HeldLock found = asLock(entries_[i]);
    if (i + 1 == listed) {
      change(state - 1);
      return found;
    }
    change(state - listed); // empty while entries move
    __atomic_thread_fence(__ATOMIC_RELEASE);
    for (uint32_t next = i + 1; next < listed; ++next)
      write(next - 1, entries_[next]);
    change(state_ + listed - 1);
    return found;
  }
  if (state >> 8 & 0xff)
    change(state - (1u << 8));
  return {lock, nullptr, false};
}

uint32_t HeldLocks::keep(StackDepot &depot) {
  const uint32_t listed = state_ & 0xff;
  if (state_ >> 8 & 0xff)
    return 0;
  if (listed == 0)
    return kNone;
  bool isSame = listed == keptCount_;
  for (uint32_t i = 0; isSame && i < listed; ++i)
    isSame = entries_[i].lock == kept_[i].lock && entries_[i].pc == kept_[i].pc;
  if (isSame)
    return keptNumber_;
  uint64_t words[2 * kListed];
  for (uint32_t i = 0; i < listed; ++i) {
    kept_[i] = entries_[i];
    words[2 * i] = entries_[i].lock;
    words[2 * i + 1] = reinterpret_cast<uint64_t>(entries_[i].pc);
  }
  keptCount_ = listed;
  keptNumber_ = depot.put(words, 2 * listed);
  return keptNumber_;
}

bool HeldLocks::copy(HeldLock *locks, uint32_t capacity,
                     uint32_t &count) const {
  const uint64_t state = __atomic_load_n(&state_, __ATOMIC_ACQUIRE);
  count = state & 0xff;
  if ((state >> 8 & 0xff) || count > capacity || count > kListed) {
    count = 0;
    return false;
  }
  for (uint32_t i = 0; i < count; ++i)
    locks[i] = asLock({__atomic_load_n(&entries_[i].lock, __ATOMIC_RELAXED),
                       __atomic_load_n(&entries_[i].pc, __ATOMIC_RELAXED)});
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  if (__atomic_load_n(&state_, __ATOMIC_RELAXED) == state)
    return true;
  count = 0;
  return false;
}

bool HeldLocks::recall(const StackDepot &depot, uint32_t number,
                       HeldLock *locks, uint32_t capacity, uint32_t &count) {
  count = 0;
  if (number == kNone)
    return true;
  uint64_t words[2 * kListed];
  const uint32_t got = depot.get(number, words, 2 * kListed);
  if (got == 0 || got / 2 > capacity)
    return false;
  for (; count < got / 2; ++count)
    locks[count] =
        asLock({words[2 * count],
                reinterpret_cast<const void *>(words[2 * count + 1])});
  return true;
}

} // namespace mapsan
