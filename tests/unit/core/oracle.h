// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the detector should find, in the most naive way: every thread has a full
// clock that ticks at every step, every access is kept for ever, and a race is a
// search through all of them. No epochs, no snapshots, no shortcuts, no slots.
//
// An Order is used twice. The *strict* one is the C++ memory model; it is told
// of an operation when the operation itself happens. The *granted* one may do
// what the detector documents (happens_before.h): it is told when the detector
// is told, stores never clear what is published, and read-modify-writes that
// acquire do it also before.
#ifndef MAPSAN_TESTS_UNIT_CORE_ORACLE_H
#define MAPSAN_TESTS_UNIT_CORE_ORACLE_H

#include "runtime/core/map_shadow.h"
#include "runtime/core/memory_order.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace mapsan::oracle {

constexpr unsigned kThreads = 14;
constexpr unsigned kAtomics = 3;
constexpr unsigned kLocks = 3;

struct Clock {
  std::array<uint32_t, kThreads> times = {};
  void join(const Clock &other) {
    for (unsigned i = 0; i < kThreads; ++i)
      times[i] = std::max(times[i], other.times[i]);
  }
};

class Order {
public:
  explicit Order(bool isGranted) : isGranted_(isGranted) {}

  void step(unsigned thread) { ++now(thread).times[thread]; }
  Clock &now(unsigned thread) { return threads_[thread].clock; }
  bool hasSeen(unsigned thread, unsigned other, uint32_t time) {
    return now(thread).times[other] >= time;
  }

  void create(unsigned parent, unsigned child) { now(child).join(now(parent)); }
  void join(unsigned thread, unsigned finished) {
    now(thread).join(now(finished));
  }

  void unlock(unsigned thread, unsigned lock) {
    writers_[lock] = now(thread);
    readers_[lock] = {};
  }
  void lock(unsigned thread, unsigned lock) {
    now(thread).join(writers_[lock]);
    now(thread).join(readers_[lock]);
  }
  void unlockShared(unsigned thread, unsigned lock) {
    readers_[lock].join(now(thread));
  }
  void lockShared(unsigned thread, unsigned lock) {
    now(thread).join(writers_[lock]);
  }

  void load(unsigned thread, unsigned atomic, MemoryOrder how) {
    (acquires(how) ? now(thread) : threads_[thread].pending)
        .join(atomics_[atomic]);
  }
  void store(unsigned thread, unsigned atomic, MemoryOrder how) {
    if (!isGranted_)
      atomics_[atomic] = {}; // ends the release sequences there
    publish(thread, atomic, how);
  }
  void update(unsigned thread, unsigned atomic, MemoryOrder how) {
    load(thread, atomic, how);
    publish(thread, atomic, how);
  }
  // The two halves of an update, for the granted order.
  void updating(unsigned thread, unsigned atomic, MemoryOrder how) {
    if (acquires(how))
      load(thread, atomic, how);
    publish(thread, atomic, how);
  }
  void fence(unsigned thread, MemoryOrder how) {
    if (acquires(how))
      now(thread).join(threads_[thread].pending);
    if (releases(how))
      threads_[thread].fence = now(thread);
  }

private:
  void publish(unsigned thread, unsigned atomic, MemoryOrder how) {
    atomics_[atomic].join(releases(how) ? now(thread) : threads_[thread].fence);
  }

  struct Thread {
    Clock clock, pending, fence;
  };
  bool isGranted_;
  std::array<Thread, kThreads> threads_ = {};
  std::array<Clock, kAtomics> atomics_ = {};
  std::array<Clock, kLocks> writers_ = {}, readers_ = {};
};

/// Every access to one map, or to one element.
struct History {
  struct Entry {
    unsigned thread;
    uint32_t strictTime, grantedTime;
    Act act;
    unsigned owner = 0; // of an element: the map it was in, and that map's life
  };
  std::vector<Entry> entries;
  size_t begin = 0;       // the first that the detector is to remember
  bool isTainted = false; // a race was found: FastTrack promises no more

  unsigned owner =
      0; // whose element it is; entries of others stay, and conflict
         // with nothing

  /// The strongest verdict on an act of `thread` now, by one of the orders;
  /// `against`: with an access of that thread only.
  Verdict judge(unsigned thread, Act act, Order &order, bool isStrict,
                int against = -1) const {
    Verdict worst = Verdict::Nothing;
    for (size_t i = isStrict ? 0 : begin; i < entries.size(); ++i) {
      const Entry &entry = entries[i];
      if (entry.owner != owner ||
          (against >= 0 && entry.thread != static_cast<unsigned>(against)))
        continue;
      if (order.hasSeen(thread, entry.thread,
                        isStrict ? entry.strictTime : entry.grantedTime))
        continue;
      worst = std::max(worst, mapsan::judge(entry.act, act, false));
    }
    return worst;
  }
};

/// An element's accesses, by its address. Memory that has become another map's
/// element, or one of a map built anew, starts afresh (granted); an entry of the
/// same map's is what it is, whatever came between (strict).
struct ElementHistory : History {
  void belongTo(unsigned next) {
    if (owner == next)
      return;
    owner = next;
    begin = entries.size();
    isTainted = false;
  }
};

} // namespace mapsan::oracle

#endif
