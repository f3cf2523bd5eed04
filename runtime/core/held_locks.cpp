// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/held_locks.h"

namespace mapsan {

namespace {

constexpr uint32_t kWords = 1 + LockPlace::kCallers; // of a lock in the depot

} // namespace

HeldLocks::Entry HeldLocks::read(const Entry &from) {
  Entry entry;
  entry.lock = __atomic_load_n(&from.lock, __ATOMIC_RELAXED);
  for (unsigned i = 0; i < LockPlace::kCallers; ++i)
    entry.place.callers[i] =
        __atomic_load_n(&from.place.callers[i], __ATOMIC_RELAXED);
  return entry;
}

void HeldLocks::walk(LockPlace &place, Frames &frames, uintptr_t frame,
                     uintptr_t low, uintptr_t high) {
  constexpr uintptr_t kWord = sizeof(uintptr_t);
  const auto isFrame = [low, high](uintptr_t at) {
    return at >= low && at + 2 * kWord <= high && at % kWord == 0;
  };
  bool isInStack = isFrame(frame);
  frames.count = 0;
  frames.at[0] = frame;
  for (unsigned i = 0; i < LockPlace::kCallers; ++i) {
    const void *caller = nullptr;
    if (i == 0 || isInStack)
      caller = reinterpret_cast<const void *>(wordAt(frames.at[i] + kWord));
    __atomic_store_n(&place.callers[i], caller, __ATOMIC_RELAXED);
    if (!isInStack)
      continue;
    const uintptr_t next = wordAt(frames.at[i]);
    frames.at[i + 1] = next;
    frames.count = i + 1;
    isInStack = next > frames.at[i] && isFrame(next);
  }
}

HeldLock HeldLocks::find(const void *lock) const {
  for (uint32_t i = state_ & 0xff; i-- > 0;)
    if (isFor(entries_[i], lock))
      return asLock(entries_[i]);
  return {lock, {}, false};
}

HeldLocks::Given HeldLocks::givenInside(const void *lock) {
  const uint64_t state = state_;
  const uint32_t listed = state & 0xff;
  for (uint32_t i = listed; i-- > 0;) {
    if (!isFor(entries_[i], lock))
      continue;
    const bool isShared = entries_[i].lock & 1;
    change(state - listed); // empty while entries move
    __atomic_thread_fence(__ATOMIC_RELEASE);
    for (uint32_t next = i + 1; next < listed; ++next)
      write(next - 1, entries_[next]);
    change(state_ + listed - 1);
    return {true, isShared};
  }
  if (state >> 8 & 0xff)
    change(state - (1u << 8));
  return {false, false};
}

bool HeldLocks::isAsKept(uint32_t listed) const {
  uintptr_t differs = 0;
  for (uint32_t i = 0; i < listed; ++i) {
    differs |= entries_[i].lock ^ kept_[i].lock;
    for (unsigned k = 0; k < LockPlace::kCallers; ++k)
      differs |= reinterpret_cast<uintptr_t>(entries_[i].place.callers[k]) ^
                 reinterpret_cast<uintptr_t>(kept_[i].place.callers[k]);
  }
  return differs == 0;
}

uint32_t HeldLocks::keepChanged(StackDepot &depot) {
  static_assert(sizeof(Entry) == kWords * sizeof(uint64_t), "");
  const uint32_t listed = state_ & 0xff;
  if (state_ >> 8 & 0xff)
    return 0;
  if (listed == 0)
    return kNone;
  keptState_ = state_;
  if (listed == keptCount_ && isAsKept(listed))
    return keptNumber_;
  const uint64_t bytes = listed * sizeof(Entry);
  __builtin_memcpy(kept_, entries_, bytes);
  uint64_t words[kWords * kListed];
  __builtin_memcpy(words, kept_, bytes);
  keptCount_ = listed;
  keptNumber_ = depot.put(words, kWords * listed);
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
    locks[i] = asLock(read(entries_[i]));
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
  uint64_t words[kWords * kListed];
  const uint32_t got = depot.get(number, words, kWords * kListed) / kWords;
  if (got == 0 || got > capacity)
    return false;
  for (; count < got; ++count) {
    Entry entry;
    __builtin_memcpy(&entry, words + kWords * count, sizeof entry);
    locks[count] = asLock(entry);
  }
  return true;
}

} // namespace mapsan
