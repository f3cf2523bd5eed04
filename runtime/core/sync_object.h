// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What threads have published at one address: a mutex, an atomic, a file
// descriptor. Its clock is in one of three states:
//
//   empty     nothing was published
//   single    {epoch, snapshot}: all of it was seen by the last releaser, so
//             that one release says everything. Shared with the releaser,
//             nothing is copied
//   joined    epoch none, a snapshot of its own: the join of several releases
//             that did not see each other
//
//   state \ a release comes      its thread had seen all     it had not
//   empty                        single                      -
//   single, joined               single                      joined
//
// An acquirer looks first, without a lock, whether there is anything new: at the
// epoch (single), or whether the version is the one it acquired last (joined).
// Versions only grow, also when the node is used for another address, so an
// equal version of the same node means: unchanged.
//
// The owner of the node's lock changes it; epoch, version and address are read
// by others at any time.
#ifndef MAPSAN_RUNTIME_CORE_SYNC_OBJECT_H
#define MAPSAN_RUNTIME_CORE_SYNC_OBJECT_H

#include "runtime/core/thread_clock.h"

namespace mapsan {

/// Had the publication's thread seen this epoch when it published?
bool includes(Publication publication, Epoch epoch);

class SyncObject {
public:
  // For AddressTable.
  uintptr_t address;
  SyncObject *next;
  SpinLock lock;
  uint8_t isUsed;

  /// Barriers: threads that arrived so far.
  uint32_t arrivals;

  /// Nothing to acquire for this thread; without a lock. Believe it only if the
  /// address is still the right one afterwards.
  bool isKnownTo(ThreadClock &thread) const {
    if (isEmpty())
      return true;
    const uint64_t version = __atomic_load_n(&version_, __ATOMIC_ACQUIRE);
    const Epoch epoch = {__atomic_load_n(&epoch_.bits, __ATOMIC_ACQUIRE)};
    if (epoch && thread.hasSeen(epoch))
      return true;
    const ThreadClock::SeenVersion &seen = thread.seenVersion(this);
    return seen.object == this && seen.version == version;
  }

  /// The same for what waits for an acquire fence.
  bool isCollectedBy(ThreadClock &thread) const {
    const uint64_t version = __atomic_load_n(&version_, __ATOMIC_ACQUIRE);
    const Epoch epoch = {__atomic_load_n(&epoch_.bits, __ATOMIC_ACQUIRE)};
    if (epoch && thread.pending().has(epoch))
      return true;
    const ThreadClock::SeenVersion &seen = thread.collectedVersion(this);
    return seen.object == this && seen.version == version;
  }

  /// This publication is what is here.
  bool holds(Epoch epoch) const {
    return __atomic_load_n(&epoch_.bits, __ATOMIC_ACQUIRE) == epoch.bits;
  }

  // With the lock, from here. False: no memory.
  bool isEmpty() const {
    return !__atomic_load_n(&snapshot_, __ATOMIC_ACQUIRE);
  }
  bool acquireInto(ThreadClock &thread, Arena &arena);
  bool collectInto(ThreadClock &thread, Arena &arena);
  /// `hasSeenAll`: the publication is known to contain what is here.
  bool join(Publication publication, bool hasSeenAll, Arena &arena);
  bool joinObject(const SyncObject &other, Arena &arena);
  void replace(Publication publication, Arena &arena);
  void clear(Arena &arena);

private:
  bool joinInto(VectorClock &clock, Arena &arena) const;
  bool joinClock(Epoch epoch, const ClockSnapshot *snapshot, Arena &arena);
  void changed(Epoch epoch) {
    __atomic_store_n(&epoch_.bits, epoch.bits, __ATOMIC_RELEASE);
    __atomic_store_n(&version_, version_ + 1, __ATOMIC_RELEASE);
  }

  uint64_t version_;
  Epoch epoch_;
  ClockSnapshot *snapshot_;
};

static_assert(sizeof(SyncObject) <= 64, "at most a cache line each");

} // namespace mapsan

#endif
