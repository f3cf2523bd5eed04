// REQUIRES: llvm-22
// RUN: %mapsanxx -O0 -std=c++23 $(%libcxx) %s -o %t0 && env MAPSAN_OPTIONS=mode=report %exits 66 %t0 race 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 -std=c++23 $(%libcxx) %s -o %t2 && env MAPSAN_OPTIONS=mode=report %exits 66 %t2 race 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t0 locked > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t2 locked > %t.out 2>&1 && %silent %t.out
// Intent: elements of std::flat_map, whose keys and values lie apart: written by [] and
// insert_or_assign, read by at, copies and comparisons; moved by an insertion with room
// for it. Iteration against an insertion. The one with a hint repeats the one without.
// What extract does inside of itself is a part of it.
// CHECK: WARNING: MapSan: concurrent element access
// CHECK: Previous write by thread {{.*}}: an element
// CHECK: Previous write by thread {{.*}}: insert_or_assign on element of key 1
// CHECK: Read by thread {{.*}}: copy on element of key 1
// CHECK: Read by thread {{.*}}: operator== on element of key 1
// CHECK: WARNING: MapSan: reference into map used while the map is modified
// CHECK: WARNING: MapSan: concurrent map iteration and map write
// CHECK: MapSan: 7 races
// CHECK-NEXT: MapSan: 1 repeat of reported conflicts not shown
#include "mapsan_test.h"
#include <flat_map>
#include <mutex>
#include <string.h>

bool isLocked;
long seen;

template <typename First, typename Second> void check(First first, Second second) {
  std::mutex mutex;
  const auto inside = [&](auto access) {
    if (isLocked)
      mutex.lock();
    access();
    if (isLocked)
      mutex.unlock();
  };
  runInTurn([&] { inside(first); }, [&] { inside(second); });
}

using Map = std::flat_map<int, long>;

template <typename First, typename Second> void checkMap(First first, Second second) {
  Map map{{1, 1}, {2, 2}};
  check([&] { first(map); }, [&] { second(map); });
}

int main(int, char **arguments) {
  isLocked = !strcmp(arguments[1], "locked");
  const auto look = [](Map &map) { seen = map.at(1); };
  checkMap([](Map &map) { map[1] = 3; }, look);
  checkMap([](Map &map) { map.insert_or_assign(1, 3); }, look);
  checkMap([](Map &map) { map.insert_or_assign(map.begin(), 1, 3); },
           [](Map &map) { seen = map.at(1); });
  checkMap([](Map &map) { map[1] = 3; }, [](Map &map) { Map copy(map); });
  checkMap([](Map &map) { map[1] = 3; }, [](Map &map) { seen = map == Map{{1, 3}, {2, 5}}; });
  checkMap([](Map &map) { map[2] = 3; }, look);
  {
    Map map{{1, 1}, {2, 2}};
    auto parts = std::move(map).extract();
    parts.values.reserve(10);
    map.replace(std::move(parts.keys), std::move(parts.values));
    std::mutex mutex;
    runInTurn(
        [&] {
          mutex.lock();
          long &value = map.at(2);
          if (!isLocked)
            mutex.unlock();
          ++value;
          if (isLocked)
            mutex.unlock();
        },
        [&] {
          std::lock_guard<std::mutex> guard(mutex);
          map.insert({0, 1});
        });
  }
  checkMap([](Map &map) { map.insert({7, 1}); },
           [](Map &map) {
             for (auto [key, value] : map)
               seen += value;
           });
}
