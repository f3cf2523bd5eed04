// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/thread_table.h"

namespace mapsan {

bool ThreadTable::start(const Environment &environment, Arena &arena) {
  environment_ = environment;
  arena_ = &arena;
  threads_ = static_cast<ThreadClock **>(
      environment.mapPages(kMaxSlots * sizeof(ThreadClock *)));
  return threads_ != nullptr;
}

// The slot free longest that costs nothing; or the one free longest of all.
ThreadClock *ThreadTable::takeFree(const ThreadClock *creator) {
  constexpr uint32_t kLooks = 64;
  ThreadClock **link = &firstFree_, *before = nullptr;
  for (uint32_t i = 0; i < kLooks && *link; ++i) {
    const Epoch last = (*link)->final_.epoch;
    if (!last || (creator && creator->hasSeen(last)))
      break;
    before = *link;
    link = &before->nextFree_;
  }
  const bool isSeen =
      *link && (!(*link)->final_.epoch ||
                (creator && creator->hasSeen((*link)->final_.epoch)));
  if (!isSeen) {
    if (freeCount_ <= kPatience && slots_ < kMaxSlots)
      return nullptr;
    link = &firstFree_;
    before = nullptr;
  }
  ThreadClock *taken = *link;
  if (!taken)
    return nullptr;
  *link = taken->nextFree_;
  if (lastFree_ == taken)
    lastFree_ = before;
  --freeCount_;
  return taken;
}

void ThreadTable::giveFree(ThreadClock &thread) {
  thread.state_ = ThreadClock::State::Free;
  thread.nextFree_ = nullptr;
  (lastFree_ ? lastFree_->nextFree_ : firstFree_) = &thread;
  lastFree_ = &thread;
  ++freeCount_;
}

ThreadClock *ThreadTable::open(ThreadClock *creator, Publication publication) {
  if (!threads_ || !lockPatiently(lock_, environment_))
    return nullptr;
  ThreadClock *thread = takeFree(creator);
  if (!thread && slots_ < kMaxSlots) {
    thread = static_cast<ThreadClock *>(arena_->allocate(sizeof(ThreadClock)));
    if (thread) {
      __builtin_memset(static_cast<void *>(thread), 0, sizeof *thread);
      thread->slot_ = slots_;
      __atomic_store_n(&threads_[slots_], thread, __ATOMIC_RELEASE);
      __atomic_store_n(&slots_, slots_ + 1, __ATOMIC_RELEASE);
    }
  }
  const uint32_t number =
      thread ? __atomic_add_fetch(&numbers_, 1u, __ATOMIC_RELAXED) : 0;
  lock_.unlock();
  if (!thread)
    return nullptr;
  __atomic_fetch_add(&live_, 1u, __ATOMIC_RELAXED);
  thread->begin(number, *arena_);
  // First what its predecessor knew, without what it did (thread_clock.h).
  bool hasGrown = false;
  const ClockSnapshot *past = thread->final_.snapshot;
  const bool isDone =
      (!past ||
       thread->clock_.join(past->times(), past->size(), *arena_, hasGrown)) &&
      thread->acquire(publication.epoch, publication.snapshot, *arena_);
  if (isDone)
    return thread;
  cancel(*thread);
  return nullptr;
}

bool ThreadTable::finish(ThreadClock &thread, Publication last) {
  __atomic_fetch_sub(&live_, 1u, __ATOMIC_RELAXED);
  if (!lockPatiently(lock_, environment_))
    return false; // a slot is lost
  if (last.epoch) {
    ClockSnapshot::drop(thread.final_.snapshot, *arena_);
    thread.final_ = {last.epoch, last.snapshot->share()};
  }
  if (thread.state_ == ThreadClock::State::Detached)
    giveFree(thread);
  else
    thread.state_ = ThreadClock::State::Finished;
  lock_.unlock();
  return true;
}

void ThreadTable::detach(ThreadClock &thread) {
  if (!lockPatiently(lock_, environment_))
    return;
  if (thread.state_ == ThreadClock::State::Finished)
    giveFree(thread);
  else if (thread.state_ == ThreadClock::State::Live)
    thread.state_ = ThreadClock::State::Detached;
  lock_.unlock();
}

void ThreadTable::join(ThreadClock &thread) {
  if (!lockPatiently(lock_, environment_))
    return;
  if (thread.state_ == ThreadClock::State::Finished)
    giveFree(thread);
  lock_.unlock();
}

void ThreadTable::cancel(ThreadClock &thread) {
  if (!lockPatiently(lock_, environment_))
    return;
  if (thread.state_ == ThreadClock::State::Live)
    giveFree(thread);
  lock_.unlock();
}

} // namespace mapsan
