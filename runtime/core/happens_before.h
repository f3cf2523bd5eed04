// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who is ordered before whom: the threads, the objects they synchronise on, and
// the edges between them. Interceptors and instrumented atomics tell it what
// the program does; the detector asks a ThreadClock what its thread has seen.
//
// Order of calls around the real operation. An edge must be recorded at its
// source before the other side can come by: *release before* the operation that
// lets others in, *acquire after* the one that let us in.
//
//   what the program does       before it               after it
//   -------------------------   ---------------------   ------------------------
//   pthread_create              openThread(self)         (child runs with it)
//   a thread's last action      finish(self)
//   pthread_join                                         join(self, finished)
//   pthread_detach              detach(thread)
//   mutex lock                                           lockAcquired
//   mutex unlock                lockReleased
//   semaphore post / wait       release                  acquire
//   once                        (acquire after; release after the function ran)
//   barrier wait                barrierArrive            barrierLeave
//   write(fd) / read(fd)        release                  acquire
//   atomic load                                          atomicLoaded
//   atomic store                atomicStoring
//   read-modify-write           atomicUpdating           atomicUpdated
//   failed compare-exchange     atomicUpdating(fail...)  atomicLoaded(failure)
//   fence                                                fence
//   destroy, free               forgetObject, forgetRange
//
// An object is an address; any address will do, also one that is no memory
// (descriptorObject). Objects need no creation and are forgotten when told.
//
// Where this is coarser than the C++ memory model, it only ever knows *more*
// order than there is, so that a missing order is missing in the program. Each
// class has a test of its own (tests/unit/core/coarser_test.cpp):
//
//   relaxed stores               leave the clocks of earlier release stores: who
//                                acquires later may see an order that the store
//                                had cut off
//   release stores               join with those of other threads instead of
//                                replacing them: the clock and the value are not
//                                stored in one step
//   acquire                      gets the object's clock of now, which may be
//                                younger than the value that was read
//   a failed compare-exchange    publishes nothing, but one with release order
//                                whose success is not known yet publishes
//   release without news         a thread that did nothing on maps and learned
//                                nothing since its last release publishes that
//                                one again (no coarser, only cheaper)
//   slots given again            later threads of a slot stand for earlier ones
//                                (thread_clock.h)
//   memory_limit                 forgotten objects leave their clocks behind
//                                (sync_table.h)
//
// When an edge cannot be recorded (no memory, a lock that is not to be had) it
// would be missing later, and a correct program would be accused. Then
// forgetHistory(): all that was recorded of maps so far no longer counts. That
// is enough: a false report needs an *earlier access that happens before the
// lost edge*, and it is forgotten. It costs reports, never makes one.
//
// Threads: each call with the calling thread's own clock; a clock belongs to
// its thread. Not async-signal-safe against an interrupted call of the same
// thread (the caller's re-entry guard keeps handlers out); never waits without a
// bound. All zero bytes is "not started": then everything is a no-op and
// openThread answers null.
#ifndef MAPSAN_RUNTIME_CORE_HAPPENS_BEFORE_H
#define MAPSAN_RUNTIME_CORE_HAPPENS_BEFORE_H

#include "runtime/core/environment.h"
#include "runtime/core/memory_order.h"
#include "runtime/core/sync_table.h"
#include "runtime/core/thread_clock.h"
#include "runtime/core/thread_table.h"

namespace mapsan {

/// Plain: of a lock that has no shared owners.
enum class LockKind : uint8_t { Plain, Exclusive, Shared };

// Facets: several clocks about one address.
constexpr uintptr_t kReadersFacet = uintptr_t{1} << 60;
constexpr uintptr_t kRoundFacet = uintptr_t{2} << 60; // and the next

/// The pseudo address of a file descriptor.
inline const void *descriptorObject(int descriptor) {
  return reinterpret_cast<const void *>(
      (uintptr_t{1} << 62) +
      (static_cast<uintptr_t>(static_cast<uint32_t>(descriptor)) << 6));
}

class HappensBefore {
public:
  /// Once, before anything else. False: no memory.
  bool start(const Environment &environment, Arena &arena,
             uint64_t memoryLimit);

  // ---- threads ----

  /// The clock of a thread that is about to be created by `creator`, or, with
  /// null, of one that is met for the first time: the main thread, and threads
  /// whose creation was not seen, which are ordered after everything so far.
  /// Null: more threads than slots, or no memory; the thread's operations must
  /// then not be told, and its releases are missing: forgetHistory() is called.
  ThreadClock *openThread(ThreadClock *creator);

  /// The thread could not be created after all.
  void cancelThread(ThreadClock *thread);

  /// Last call of a thread with its own clock.
  void finish(ThreadClock &self);

  /// `finished` may be any thread's clock that came from openThread and was
  /// neither joined nor detached. Afterwards the clock is not to be used.
  void join(ThreadClock &self, ThreadClock *finished);

  /// The thread will not be joined. Its clock is its own until finish().
  void detach(ThreadClock *thread);

  // ---- objects ----

  void acquire(ThreadClock &self, const void *object);
  /// Joins what is already published there.
  void release(ThreadClock &self, const void *object);
  /// Joins what is published at one object to what is at another; orders no
  /// thread.
  void passOn(const void *from, const void *to);
  /// Replaces it. Only while no other thread can acquire or release, and after
  /// this thread has acquired: a mutex. `isLock`: the program has no atomic there,
  /// so this is news only for who locks it.
  void releaseStore(ThreadClock &self, const void *object, bool isLock = false);

  /// Readers of a shared lock publish apart, for the next exclusive owner only.
  void lockAcquired(ThreadClock &self, const void *lock, LockKind kind);
  void lockReleased(ThreadClock &self, const void *lock, LockKind kind);

  /// `participants` of pthread_barrier_init. Give barrierLeave what
  /// barrierArrive answered.
  uint32_t barrierArrive(ThreadClock &self, const void *barrier,
                         uint32_t participants);
  void barrierLeave(ThreadClock &self, const void *barrier, uint32_t round);

  void atomicLoaded(ThreadClock &self, const void *object, MemoryOrder order);
  /// Then atomicLoaded has nothing to do; asked without the thread's clock.
  bool isNothingNew(const MapsanRecent &recent) const {
    return recent.seenNews == __atomic_load_n(&news_, __ATOMIC_ACQUIRE);
  }
  void atomicStoring(ThreadClock &self, const void *object, MemoryOrder order);
  void atomicUpdating(ThreadClock &self, const void *object, MemoryOrder order);
  void atomicUpdated(ThreadClock &self, const void *object, MemoryOrder order);
  void fence(ThreadClock &self, MemoryOrder order);

  /// The object is destroyed, or its memory given back. Before it is.
  void forgetObject(const void *object);
  void forgetRange(const void *begin, const void *end);

  // ---- history ----

  /// An edge was lost, or may have been.
  void forgetHistory();

  /// What was recorded in another era no longer counts.
  uint32_t era() const { return __atomic_load_n(&era_, __ATOMIC_ACQUIRE); }

  /// More memory is in use than there should be, and has grown since trim().
  bool isOverLimit() const {
    return arena_->used() > __atomic_load_n(&trimAt_, __ATOMIC_RELAXED);
  }

  /// Gives memory back by forgetting objects that were not used lately, whose
  /// order stays (sync_table.h).
  void trim();
  uint32_t trims() const { return __atomic_load_n(&trims_, __ATOMIC_RELAXED); }

  const ThreadTable &threads() const { return threads_; }
  uint32_t objectCount() const { return objects_.count(); }
  uint64_t evictedObjects() const {
    return __atomic_load_n(&evicted_, __ATOMIC_RELAXED);
  }

private:
  void lost(bool isKept) {
    if (!isKept)
      forgetHistory();
  }
  Publication publish(ThreadClock &self);
  void countNews(ThreadClock &self);
  bool hasSeenEverything(ThreadClock &self);
  void publishTo(ThreadClock &self, uintptr_t address, bool replaces,
                 bool isNews = true);
  void publishFence(ThreadClock &self, uintptr_t address);
  void collect(ThreadClock &self, uintptr_t address);

  Environment environment_;
  Arena *arena_;
  uint64_t memoryLimit_, trimAt_, evicted_;
  uint32_t era_, trims_;
  // Publications that were news, but for those that only a lock has: a program
  // that locks and has no atomics does not write here. Read by all at nearly every
  // atomic operation.
  alignas(64) uint64_t news_;
  alignas(64) ThreadTable threads_;
  SyncTable objects_;
};

} // namespace mapsan

#endif
