// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One thread writes a map, another reads it later. The only thing between the
// two that MapSan can see is the test's primitive; with RACE in the environment it
// is left out, and the rest is the same code: the schedule is fixed by a barrier of
// its own. The first thread does not end before the second has read: its end gives
// back what it holds.
//
// In flag mode nothing overlaps here and there is nothing to report.
//
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: Evidence: unordered
// CHECK-NOT: WARNING: MapSan
#ifndef MAPSAN_TESTS_SUPPORT_ORDER_H
#define MAPSAN_TESTS_SUPPORT_ORDER_H

#include "is_race.h"
#include "mapsan_test.h"

#include <map>
#include <thread>

inline std::map<int, int> ages;
inline Barrier hasWritten, hasRead;

inline void writes() { ages.emplace(1, 30); }
inline void reads() { (void)ages.count(1); }

/// write, release | acquire, read: `acquire` is called when `release` is over.
template <typename Release, typename Acquire>
int inTurn(Release release, Acquire acquire) {
  runBoth(
      [&] {
        writes();
        if (!isRace)
          release();
        hasWritten.arrive();
        hasRead.wait();
      },
      [&] {
        hasWritten.wait();
        if (!isRace)
          acquire();
        reads();
        hasRead.arrive();
      });
  return 0;
}

/// The same for primitives that wait for each other.
template <typename Release, typename Acquire>
int meeting(Release release, Acquire acquire) {
  runBoth(
      [&] {
        writes();
        hasWritten.arrive();
        if (!isRace)
          release();
        hasRead.wait();
      },
      [&] {
        if (!isRace)
          acquire();
        hasWritten.wait();
        reads();
        hasRead.arrive();
      });
  return 0;
}

/// `inside(access, isWriter)` makes the access under the test's lock: the writer
/// does, and when it is out again the reader.
template <typename Inside> int oneAfterTheOther(Inside inside) {
  runBoth(
      [&] {
        inside(writes, true);
        hasWritten.arrive();
        hasRead.wait();
      },
      [&] {
        hasWritten.wait();
        inside(reads, false);
        hasRead.arrive();
      });
  return 0;
}

/// One after the other, for primitives with many ways: each begins with an empty
/// map.
template <typename... Ways> int inEachWay(Ways... ways) {
  const auto next = [](auto way) {
    ages.clear();
    hasWritten = hasRead = Barrier();
    way();
  };
  (next(ways), ...);
  return 0;
}

/// A lock, taken by `lock` for both, or not at all.
template <typename Lock, typename Unlock> int locked(Lock lock, Unlock unlock) {
  return oneAfterTheOther([&](void (*access)(), bool) {
    if (!isRace)
      lock();
    access();
    if (!isRace)
      unlock();
  });
}

#endif
