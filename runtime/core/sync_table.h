// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Synchronisation objects by address.
//
// Memory is bounded, and an object that was simply dropped would be a lost
// edge: its next acquirer would be taken for unordered. So an evicted object
// leaves its clock behind, joined into one of 64 "left behind" clocks chosen by
// its address, and
//
//   an acquire at an address without object   acquires the clock left behind
//   a release that makes an object            starts from the clock left behind
//
// Nothing that was ordered becomes unordered: the clock left behind is at least
// as late as each clock merged into it, it is merged before the object is
// removed, and whoever looks for the object afterwards finds the one or the
// other. Too much becomes ordered instead: threads that share nothing but a
// stripe of evicted addresses, and everybody who acquires at an address never
// used before. That loses reports about accesses older than the eviction, and
// only for programs that reach the limit. Objects that the program destroys, or
// whose memory it gives back, are simply gone: a correct program cannot acquire
// from them any more.
//
// Most acquires learn nothing: a reader of a skip list or of a lazily made
// pointer has long seen what is there. So each bucket has a latest epoch beside
// it, in a table small enough for the processor's caches:
//
//   none      nothing was ever published in this bucket
//   an epoch  who has seen it has seen all that was ever published here: each
//             publication's thread had seen the one before
//   several   threads published here that had not seen each other, or a mutex
//             was given back, which is always news for somebody; ask the
//             objects. For good
//
// It is told before the program's own release, so who acquires after that finds
// it. What is left behind is asked for apart.
#ifndef MAPSAN_RUNTIME_CORE_SYNC_TABLE_H
#define MAPSAN_RUNTIME_CORE_SYNC_TABLE_H

#include "runtime/core/address_table.h"
#include "runtime/core/sync_object.h"

namespace mapsan {

class SyncTable {
public:
  bool start(const Environment &environment, Arena &arena);

  // All answer false when an edge is lost: no memory, or no lock.
  bool acquire(ThreadClock &self, uintptr_t address) {
    return isKnownTo(self, address) || acquireNews(self, address);
  }
  /// The same for a later acquire fence (ThreadClock::pending).
  bool collect(ThreadClock &self, uintptr_t address);
  /// Join: the publication is the thread's present one; JoinOlder: a fence's.
  enum class Way : uint8_t { Join, JoinOlder, Replace };
  bool release(ThreadClock &self, uintptr_t address, Publication publication,
               Way way);
  /// Joins what is published at the one address to what is at the other.
  bool passOn(uintptr_t from, uintptr_t to);
  /// Forgets what is published there, keeps the object.
  bool clear(uintptr_t address);
  /// Counts one more arrival; the count before it.
  bool arrive(uintptr_t address, uint32_t &before);

  bool forgetRange(uintptr_t begin, uintptr_t end);
  uint32_t evict(uint32_t wanted);

  uint32_t count() const { return nodes_.count(); }

private:
  static constexpr unsigned kStripes = 64;

  using Nodes = AddressTable<SyncObject>;
  static constexpr Epoch kSeveral = {~uint64_t{0}};

  // The object that this thread used last here, without news: a mutex that nobody
  // else has taken meanwhile.
  static bool isKnownTo(ThreadClock &self, uintptr_t address) {
    const ThreadClock::KnownObject &known = self.knownObject(address);
    return known.address == address && known.object->isKnownTo(self) &&
           isStill(*known.object, address);
  }
  static bool isStill(const SyncObject &object, uintptr_t address) {
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return __atomic_load_n(&object.address, __ATOMIC_RELAXED) == address;
  }
  bool acquireNews(ThreadClock &self, uintptr_t address);
  bool isNothingNew(ThreadClock &self, uintptr_t address);
  void noteLatest(const ThreadClock &self, uintptr_t address,
                  const SyncObject &object, Publication publication);
  void noteSeveral(uintptr_t address);
  SyncObject &leftBehind(uintptr_t address);
  Nodes::Answer find(ThreadClock &self, uintptr_t address, SyncObject *&object);
  enum class Found : uint8_t { Locked, Missing, Lost };
  bool lockIfStill(SyncObject &object, uintptr_t address);
  Found lockObject(uintptr_t address, SyncObject *&object);
  Found lockOrMake(uintptr_t address, SyncObject *&object);
  Found make(uintptr_t address, SyncObject *&object);

  Environment environment_;
  Arena *arena_;
  Nodes nodes_;
  uint64_t *latest_; // bits of an Epoch, by bucket; touched as used
  SyncObject leftBehind_[kStripes];
};

} // namespace mapsan

#endif
