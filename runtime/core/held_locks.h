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
  void clear() {
    __atomic_store_n(&state_, uint64_t{0}, __ATOMIC_RELAXED);
    keptState_ = 0;
    for (Frames &frames : frames_) // the next thread has another stack
      frames.count = 0;
  }

  void taken(const void *lock, const LockPlace &place, bool isShared) {
    list(lock, isShared, [&](Entry &to, Frames &frames) {
      frames.count = 0;
      for (unsigned i = 0; i < LockPlace::kCallers; ++i)
        __atomic_store_n(&to.place.callers[i], place.callers[i],
                         __ATOMIC_RELAXED);
    });
  }

  /// The same, at the place that frame pointers lead to: `frame` is that of the
  /// function that stands in for the lock call, the thread's stack is [low,
  /// high). Callers without frame pointers may leave anything there.
  void taken(const void *lock, const void *frame, uintptr_t low, uintptr_t high,
             bool isShared) {
    list(lock, isShared, [&](Entry &to, Frames &frames) {
      const uintptr_t first = reinterpret_cast<uintptr_t>(frame);
      if (!isSame(to.place, frames, first))
        walk(to.place, frames, first, low, high);
    });
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
  uint32_t keep(StackDepot &depot) {
    return (state_ & 0xff) && state_ == keptState_ ? keptNumber_
                                                   : keepChanged(depot);
  }
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

  // Where the callers of an entry's place were read: mostly the next lock at this
  // depth is taken from there again. Then nothing is stored, and nothing waits for
  // one frame to find the next.
  struct Frames {
    uint32_t count;                        // 0: not known
    uintptr_t at[LockPlace::kCallers + 1]; // each is what the one before says
  };
  static uintptr_t wordAt(uintptr_t address) {
    return *reinterpret_cast<const uintptr_t *>(address);
  }
  static bool isSame(const LockPlace &place, const Frames &frames,
                     uintptr_t frame) {
    if (frames.count == 0 || frames.at[0] != frame)
      return false;
    uintptr_t differs = 0;
    for (uint32_t i = 0; i < frames.count; ++i)
      differs |= (wordAt(frames.at[i]) ^ frames.at[i + 1]) |
                 (wordAt(frames.at[i] + sizeof(uintptr_t)) ^
                  reinterpret_cast<uintptr_t>(place.callers[i]));
    return differs == 0;
  }
  static void walk(LockPlace &place, Frames &frames, uintptr_t frame,
                   uintptr_t low, uintptr_t high);

  // place(entry, frames) fills in where.
  template <typename Place>
  void list(const void *lock, bool isShared, Place place) {
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
    place(to, frames_[listed]);
    change(state_ + 1); // a handler may have taken and given locks meanwhile
  }

  void change(uint64_t state) {
    __atomic_store_n(&state_, state + (1u << 16), __ATOMIC_RELEASE);
  }
  void write(uint32_t index, const Entry &entry) {
    Entry &to = entries_[index];
    frames_[index].count = 0;
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
  uint32_t keepChanged(StackDepot &depot);
  bool isAsKept(uint32_t listed) const;
  static HeldLock asLock(const Entry &entry) {
    return {reinterpret_cast<const void *>(entry.lock & ~uintptr_t{1}),
            entry.place, (entry.lock & 1) != 0};
  }

  uint64_t state_;
  Entry entries_[kListed];
  Frames frames_[kListed];
  // What keep() saw last: the same list is the same number, and the same locks
  // again need no look into the depot.
  uint64_t keptState_;
  uint32_t keptNumber_, keptCount_;
  Entry kept_[kListed];
};

} // namespace mapsan

#endif
