// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The slots and their threads. A clock is as long as the highest slot, so slots
// are given again as soon as they are free: first those whose last thread's end
// the creator has seen, where nothing is lost (thread_clock.h). Only if too many
// are free that nobody has seen (threads that are detached and forgotten), the
// one that has been free longest is taken all the same.
//
// ThreadClocks are type-stable: one per slot, never unmapped. Every call takes
// the table's lock.
#ifndef MAPSAN_RUNTIME_CORE_THREAD_TABLE_H
#define MAPSAN_RUNTIME_CORE_THREAD_TABLE_H

#include "runtime/core/environment.h"
#include "runtime/core/thread_clock.h"

namespace mapsan {

class ThreadTable {
public:
  /// False: no memory.
  bool start(const Environment &environment, Arena &arena);

  /// A clock of a new thread that has seen what `creator` (may be null) has
  /// published; null if there is none to be had.
  ThreadClock *open(ThreadClock *creator, Publication publication);

  /// The thread has ended: what it published last. Free at once if detached.
  /// False: not recorded.
  bool finish(ThreadClock &thread, Publication last);
  void detach(ThreadClock &thread);
  /// The slot is free, if the thread has ended.
  void join(ThreadClock &thread);
  /// The same of a thread that never ran.
  void cancel(ThreadClock &thread);

  /// Any thread: who lives in the slot, or lived there last. May be null.
  ThreadClock *at(Slot slot) const {
    return slot < kMaxSlots ? __atomic_load_n(&threads_[slot], __ATOMIC_ACQUIRE)
                            : nullptr;
  }

  /// No thread's shortcuts count any longer (ThreadClock::withdraw).
  void withdrawAll() {
    for (Slot slot = 0, count = slots(); slot < count; ++slot)
      if (ThreadClock *thread = at(slot))
        thread->withdraw();
  }

  /// There is another thread now (ThreadClock::offerAlone). It was counted before:
  /// who offers counts afterwards.
  void nobodyIsAlone() {
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    for (Slot slot = 0, count = slots(); slot < count; ++slot)
      if (ThreadClock *thread = at(slot))
        thread->offerAlone(false);
  }

  /// Slots in use so far.
  uint32_t slots() const { return __atomic_load_n(&slots_, __ATOMIC_ACQUIRE); }

  /// Threads that were opened and have not finished; one too many for each that
  /// was cancelled.
  uint32_t live() const { return __atomic_load_n(&live_, __ATOMIC_RELAXED); }

  /// Threads there have been.
  uint32_t numbers() const {
    return __atomic_load_n(&numbers_, __ATOMIC_RELAXED);
  }

private:
  /// Free slots whose last thread's end nobody has seen: from so many on they
  /// are given again all the same.
  static constexpr uint32_t kPatience = 128;

  ThreadClock *takeFree(const ThreadClock *creator);
  void giveFree(ThreadClock &thread);

  Environment environment_;
  Arena *arena_;
  SpinLock lock_;
  uint32_t live_;
  uint32_t slots_, numbers_, freeCount_;
  ThreadClock *firstFree_, *lastFree_; // the one free longest is first
  ThreadClock **threads_;              // by slot
};

} // namespace mapsan

#endif
