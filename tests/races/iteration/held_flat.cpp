// RUN: %mapsanxx -O0 %s -o %t0 && env RACE=1 %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 %s -o %t2 && env RACE=1 %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %fixed
// Intent: iterators of maps without nodes that are kept outside of local variables:
// flag mode finds the insertion between two steps, and report mode says no more of
// the steps than of what found the iterators: to step on after the lock is gone is
// silent (docs/limits.md).
#include "iteration.h"

#include <boost/container/flat_map.hpp>
#include <memory>
#include <tsl/robin_map.h>

using Flat = boost::container::flat_map<int, int>;
using Robin = tsl::robin_map<int, int>;

// With room, so that a step after the insertion leads somewhere.
template <typename Map> void kept(Map &ages, Pause &pause) {
  ages.reserve(10);
  auto at = std::make_unique<typename Map::iterator>(ages.begin());
  for (; *at != ages.end(); ++*at)
    pause();
}

template <typename Map> struct Cursor {
  typename Map::const_iterator at;
};

template <typename Map>
__attribute__((noinline)) void advance(Cursor<Map> &cursor) {
  ++cursor.at;
}

template <typename Map> void byReference(Map &ages, Pause &pause) {
  Cursor<Map> cursor{ages.find(1)};
  for (int i = 0; i < 3; ++i, advance(cursor))
    pause();
}

// No walk in a chunk: the step comes after the unlock, the insertion after the step.
template <typename Map> void afterTheUnlock() {
  std::mutex mutex;
  Barrier stepped;
  Map ages{{1, 30}, {2, 40}, {5, 50}};
  ages.reserve(10);
  runBoth(
      [&] {
        mutex.lock();
        auto at = std::make_unique<typename Map::iterator>(ages.begin());
        mutex.unlock();
        ++*at;
        stepped.arrive();
      },
      [&] {
        stepped.wait();
        std::lock_guard<std::mutex> guard(mutex);
        ages.emplace(7, 60);
      });
}

int main() {
  for (auto walk : {kept<Flat>, byReference<Flat>})
    insertDuring(walk);
  for (auto walk : {kept<Robin>, byReference<Robin>})
    insertDuring(walk);
  if (isRace)
    return 0;
  afterTheUnlock<Flat>();
  afterTheUnlock<Robin>();
}
// CHECK-COUNT-4: WARNING: MapSan: concurrent map iteration and map write
// CHECK-NOT: WARNING
