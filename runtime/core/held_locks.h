// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The locks a thread holds: address and place of each, in the order they were
// taken. A few stores per lock, no allocation, bounded: when more than kListed
// are held at once the rest is only counted, and the list is "not known" until
// they are given back.
//
// The place is the caller and its next callers: without inlining, what calls
// pthread_mutex_lock is std::mutex::lock, and people want to see who called
// that.
//
//   state_:  | changes (48) | held but not listed (8) | listed (8) |
//
// Only the owner changes a list; other threads copy it and trust the copy if
// `state_` was the same before and after. An entry is written before the state
// that counts it, and `changes` never repeats.
#ifndef MAPSAN_RUNTIME_CORE_HELD_LOCKS_H
#define MAPSAN_RUNTIME_CORE_HELD_LOCKS_H

#include "runtime/core/stack_depot.h"

#include <stdint.h>

namespace mapsan {

struct LockPlace {
  static constexpr unsigned kCallers = 6;
  const void *callers[kCallers]; // return addresses; null where unknown
};

struct HeldLock {
  const void *address;
  LockPlace place; // first null: the lock was not listed
  bool isShared;   // held for reading
};

class HeldLocks {
public:
  static constexpr uint32_t kListed = 16;

  /// The owner only, from here...
  void clear() { __atomic_store_n(&state_, uint64_t{0}, __ATOMIC_RELAXED); }

  void taken(const void *lock, const LockPlace &place, bool isShared) {
    taken(lock, isShared, [&](auto &&caller) {
      for (unsigned i = 0; i < LockPlace::kCallers; ++i)
        caller(i, place.callers[i]);
    });
  }

  /// The same: place(caller) calls caller(i, address) for each i. It stores
  /// straight into the list; a copy made of single words and read as a whole
  /// would stall every lock (store forwarding).
  template <typename Place>
  void taken(const void *lock, bool isShared, Place place) {
    const uint64_t state = state_;
    const uint32_t listed = state & 0xff;
    if (listed == kListed) {
      const bool isFull = (state >> 8 & 0xff) == 0xff;
      change(state + (isFull ? 0 : 1u << 8));
      return;
    }
    // Behind the store of an earlier state, so that a copier of that state
    // who sees this entry also sees that the state has moved.
    __atomic_thread_fence(__ATOMIC_RELEASE);
    Entry &to = entries_[listed];
    __atomic_store_n(&to.lock, reinterpret_cast<uintptr_t>(lock) | isShared,
                     __ATOMIC_RELAXED);
    place([&](unsigned i, const void *caller) {
      __atomic_store_n(&to.place.callers[i], caller, __ATOMIC_RELAXED);
    });
    change(state + 1);
  }

  /// The latest entry for this lock.
  HeldLock find(const void *lock) const;

  /// It leaves the list. Locks are nearly always given back in the opposite
  /// order: then nothing has to move.
  struct Given {
    bool wasListed, isShared;
  };
  Given given(const void *lock) {
    const uint64_t state = state_;
    const uint32_t listed = state & 0xff;
    if (listed == 0 || !isFor(entries_[listed - 1], lock))
      return givenInside(lock);
    const bool isShared = entries_[listed - 1].lock & 1;
    change(state - 1);
    return {true, isShared};
  }

  /// A number that stands for this list in the depot; kNone for an empty list,
  /// 0 when the list is not known or the depot is full.
  uint32_t keep(StackDepot &depot);
  /// ...to here.

  static constexpr uint32_t kNone = ~0u;

  /// Any thread. False if the list is not known: too many locks, more than
  /// `capacity`, or changed meanwhile.
  bool copy(HeldLock *locks, uint32_t capacity, uint32_t &count) const;

  /// Any thread: what keep() answered a number for.
  static bool recall(const StackDepot &depot, uint32_t number, HeldLock *locks,
                     uint32_t capacity, uint32_t &count);

private:
  struct Entry {
    uintptr_t lock; // bit 0: shared; locks are aligned
    LockPlace place;
  };

  void change(uint64_t state) {
    __atomic_store_n(&state_, state + (1u << 16), __ATOMIC_RELEASE);
  }
  void write(uint32_t index, const Entry &entry) {
    Entry &to = entries_[index];
    __atomic_store_n(&to.lock, entry.lock, __ATOMIC_RELAXED);
    for (unsigned i = 0; i < LockPlace::kCallers; ++i)
      __atomic_store_n(&to.place.callers[i], entry.place.callers[i],
                       __ATOMIC_RELAXED);
  }
  static Entry read(const Entry &from);
  static bool isFor(const Entry &entry, const void *lock) {
    return (entry.lock & ~uintptr_t{1}) == reinterpret_cast<uintptr_t>(lock);
  }
  Given givenInside(const void *lock);
  static HeldLock asLock(const Entry &entry) {
    return {reinterpret_cast<const void *>(entry.lock & ~uintptr_t{1}),
            entry.place, (entry.lock & 1) != 0};
  }

  uint64_t state_;
  Entry entries_[kListed];
  // What keep() saw last: the same locks again need no look into the depot.
  uint32_t keptNumber_, keptCount_;
  Entry kept_[kListed];
};

} // namespace mapsan

#endif
