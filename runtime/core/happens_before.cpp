// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/happens_before.h"

#include "runtime/core/thread_clock_inline.h"

namespace mapsan {

namespace {

uintptr_t addressOf(const void *object) {
  return reinterpret_cast<uintptr_t>(object);
}

} // namespace

bool HappensBefore::start(const Environment &environment, Arena &arena,
                          uint64_t memoryLimit) {
  environment_ = environment;
  arena_ = &arena;
  memoryLimit_ = trimAt_ = memoryLimit;
  return threads_.start(environment, arena) &&
         objects_.start(environment, arena);
}

// ---- news ----

// Told before the program's own release, like all that is published.
Publication HappensBefore::publish(ThreadClock &self) {
  const Publication publication = self.publish(*arena_);
  if (publication.epoch)
    countNews(self);
  return publication;
}

// Also when it was published before, by a lock.
void HappensBefore::countNews(ThreadClock &self) {
  if (self.isNews())
    __atomic_fetch_add(&news_, uint64_t{1}, __ATOMIC_SEQ_CST);
}

// What threads do most with atomics is to look at what they have long seen. So
// one comparison tells whether this thread has seen all that any thread has ever
// published, wherever: then no object can have something new, nor what is left
// behind of objects. The count is read first: a publication that comes while
// slots are compared, by whose store the program may be reached before the next
// look, has moved it then.
//
// Where threads publish all the time without waiting for each other that is
// never so, and looking would be in vain: after each failure it pauses longer.
bool HappensBefore::hasSeenEverything(ThreadClock &self) {
  constexpr uint32_t kMostSlots = 32, kLongestPause = 64;
  const uint64_t news = __atomic_load_n(&news_, __ATOMIC_ACQUIRE);
  ThreadClock::News &known = self.news();
  if (self.recent().seenNews == news)
    return true;
  if (known.untilLook) {
    --known.untilLook;
    return false;
  }
  bool hasSeen = self.hasSeenFormer() && threads_.slots() <= kMostSlots;
  for (Slot slot = 0; hasSeen && slot < threads_.slots(); ++slot) {
    const ThreadClock *thread = threads_.at(slot);
    if (thread == &self || !thread)
      continue;
    const Time time = thread->lastPublished();
    hasSeen = time == 0 || self.hasSeen(Epoch::of(slot, time));
  }
  if (hasSeen) {
    known = {};
    self.recent().seenNews = news;
    return true;
  }
  known.pause =
      known.pause < kLongestPause ? 2 * known.pause + 1 : kLongestPause;
  known.untilLook = known.pause;
  return false;
}

// ---- threads ----

ThreadClock *HappensBefore::openThread(ThreadClock *creator) {
  if (!arena_)
    return nullptr;
  Publication publication = {};
  if (creator) {
    publication = publish(*creator);
    if (!publication.epoch) {
      forgetHistory();
      return nullptr;
    }
  } else if (threads_.numbers() != 0) {
    // Nobody tells whom it comes after: everything so far.
    forgetHistory();
  }
  ThreadClock *thread = threads_.open(creator, publication);
  if (creator)
    creator->offerAlone(false);
  else
    threads_.nobodyIsAlone();
  lost(thread != nullptr);
  return thread;
}

void HappensBefore::cancelThread(ThreadClock *thread) {
  if (thread)
    threads_.cancel(*thread);
}

void HappensBefore::finish(ThreadClock &self) {
  const Publication last = publish(self);
  lost(threads_.finish(self, last) && last.epoch);
}

void HappensBefore::join(ThreadClock &self, ThreadClock *finished) {
  if (!finished)
    return;
  const Publication &last = finished->final_;
  lost(self.acquire(last.epoch, last.snapshot, *arena_));
  threads_.join(*finished);
}

void HappensBefore::detach(ThreadClock *thread) {
  if (thread)
    threads_.detach(*thread);
}

// ---- objects ----

void HappensBefore::publishTo(ThreadClock &self, uintptr_t address,
                              bool replaces, bool isNews) {
  using Way = SyncTable::Way;
  const Publication publication =
      isNews ? publish(self) : self.publish(*arena_);
  if (!publication.epoch) {
    forgetHistory();
    return;
  }
  self.mark(publication.epoch,
            reinterpret_cast<const void *>(address & ~kTagMask));
  lost(objects_.release(self, address, publication,
                        replaces ? Way::Replace : Way::Join));
  if (isOverLimit())
    trim();
}

void HappensBefore::publishFence(ThreadClock &self, uintptr_t address) {
  if (self.fence_.epoch)
    lost(objects_.release(self, address, self.fence_,
                          SyncTable::Way::JoinOlder));
}

void HappensBefore::collect(ThreadClock &self, uintptr_t address) {
  lost(objects_.collect(self, address));
  self.hasPending_ = true;
}

void HappensBefore::acquire(ThreadClock &self, const void *object) {
  lost(objects_.acquire(self, addressOf(object)));
}

void HappensBefore::release(ThreadClock &self, const void *object) {
  publishTo(self, addressOf(object), false);
}

void HappensBefore::passOn(const void *from, const void *to) {
  lost(objects_.passOn(addressOf(from), addressOf(to)));
}

void HappensBefore::releaseStore(ThreadClock &self, const void *object,
                                 bool isLock) {
  publishTo(self, addressOf(object), true, !isLock);
}

void HappensBefore::lockAcquired(ThreadClock &self, const void *lock,
                                 LockKind kind) {
  const uintptr_t address = addressOf(lock);
  lost(objects_.acquire(self, address));
  if (kind == LockKind::Exclusive)
    lost(objects_.acquire(self, address | kReadersFacet));
}

void HappensBefore::lockReleased(ThreadClock &self, const void *lock,
                                 LockKind kind) {
  const uintptr_t address = addressOf(lock);
  if (kind == LockKind::Shared) {
    publishTo(self, address | kReadersFacet, false);
    return;
  }
  // What the readers published is in this thread's clock since it locked.
  if (kind == LockKind::Exclusive)
    lost(objects_.clear(address | kReadersFacet));
  publishTo(self, address, true);
}

// Rounds take turns on two clocks. The last to arrive clears the clock of the
// next round: those who were to leave the round before have done so, since they
// are here, and nobody arrives there before the last one has passed.
uint32_t HappensBefore::barrierArrive(ThreadClock &self, const void *barrier,
                                      uint32_t participants) {
  const uintptr_t address = addressOf(barrier);
  uint32_t before = 0;
  if (participants == 0 || !objects_.arrive(address, before)) {
    forgetHistory();
    return 0;
  }
  const uint32_t round = (before / participants) & 1;
  if (before % participants == participants - 1)
    lost(objects_.clear(address |
                        (kRoundFacet + ((round ^ 1) * kReadersFacet))));
  publishTo(self, address | (kRoundFacet + round * kReadersFacet), false);
  return round;
}

void HappensBefore::barrierLeave(ThreadClock &self, const void *barrier,
                                 uint32_t round) {
  lost(objects_.acquire(self, addressOf(barrier) |
                                  (kRoundFacet + round * kReadersFacet)));
}

// ---- atomics ----

void HappensBefore::atomicLoaded(ThreadClock &self, const void *object,
                                 MemoryOrder order) {
  if (hasSeenEverything(self))
    return;
  if (acquires(order))
    acquire(self, object);
  else
    collect(self, addressOf(object));
}

void HappensBefore::atomicStoring(ThreadClock &self, const void *object,
                                  MemoryOrder order) {
  if (releases(order))
    release(self, object);
  else
    publishFence(self, addressOf(object));
}

// To acquire already here keeps the clock single: the release then contains all
// that was there. It is what the operation itself is about to read, or older.
void HappensBefore::atomicUpdating(ThreadClock &self, const void *object,
                                   MemoryOrder order) {
  if (acquires(order) && !hasSeenEverything(self))
    acquire(self, object);
  atomicStoring(self, object, order);
}

void HappensBefore::atomicUpdated(ThreadClock &self, const void *object,
                                  MemoryOrder order) {
  atomicLoaded(self, object, order);
}

void HappensBefore::fence(ThreadClock &self, MemoryOrder order) {
  if (acquires(order) && self.hasPending_) {
    lost(self.learn(self.pending_.times(), self.pending_.size(), *arena_));
    self.pending_.reset();
    self.hasPending_ = false;
  }
  if (!releases(order))
    return;
  const Publication publication = publish(self);
  if (!publication.epoch) {
    forgetHistory();
    return;
  }
  ClockSnapshot *old = self.fence_.snapshot;
  self.fence_ = {publication.epoch, publication.snapshot->share()};
  ClockSnapshot::drop(old, *arena_);
}

// ---- memory ----

void HappensBefore::forgetObject(const void *object) {
  const uintptr_t address = addressOf(object);
  if (arena_)
    objects_.forgetRange(address, address + 1);
}

// An object that cannot be forgotten now only knows too much.
void HappensBefore::forgetRange(const void *begin, const void *end) {
  if (arena_)
    objects_.forgetRange(addressOf(begin), addressOf(end));
}

void HappensBefore::forgetHistory() {
  __atomic_fetch_add(&era_, 1u, __ATOMIC_SEQ_CST);
  threads_.withdrawAll();
}

void HappensBefore::trim() {
  const uint32_t gone = objects_.evict(objects_.count() / 4 + 1);
  __atomic_fetch_add(&evicted_, uint64_t{gone}, __ATOMIC_RELAXED);
  __atomic_fetch_add(&trims_, 1u, __ATOMIC_RELAXED);
  // What cannot be given back must not make every call try again.
  const uint64_t used = arena_->used() + memoryLimit_ / 16 + 4096;
  __atomic_store_n(&trimAt_, used > memoryLimit_ ? used : memoryLimit_,
                   __ATOMIC_RELAXED);
}

} // namespace mapsan
