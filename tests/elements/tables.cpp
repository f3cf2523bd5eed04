// RUN: %mapsanxx -O1 %s -labsl_raw_hash_set -labsl_hash -labsl_city -labsl_low_level_hash -labsl_throw_delegate -o %t
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t race 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t again > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t room > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t overwrite 2>&1 | FileCheck %s --check-prefix=OVERWRITE
// Intent: a table grows and gives its old array back while another thread has a
// reference into it. Not if the element is looked up again under the lock, or the
// table had room. And insert_or_assign is found where iterators are two words.
// CHECK: WARNING: MapSan: reference into map used while the map is modified
// CHECK-NEXT: Map: {{.*}}absl::flat_hash_map<int, long{{.*}}>
// CHECK: Write by thread T2, holding M1: operator[] inserted key
// CHECK: Previous write by thread T1, holding no lock: element of key 1
// CHECK: Note: T1 took the reference by operator[] at tables.cpp:[[#@LINE+29]] in {{.*}}, and released M1 before it used it
// CHECK-COUNT-9: WARNING: MapSan: reference into map used while the map is modified
// CHECK-NOT: WARNING
// CHECK: MapSan: 10 races
// OVERWRITE-COUNT-4: insert_or_assign on element of key 1
// OVERWRITE: MapSan: 4 races
#include "references.h"

#include <absl/container/btree_map.h>
#include <absl/container/flat_hash_map.h>
#include <boost/container/flat_map.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <string.h>
#include <tsl/robin_map.h>

bool isAgain, hasRoom;

template <typename Map> auto makeRoom(Map &map) -> decltype(map.reserve(1)) {
  map.reserve(2000);
}
inline void makeRoom(absl::btree_map<int, long> &) {}

template <typename Map, bool isLater> void check() {
  Map map;
  if (hasRoom)
    makeRoom(map);
  map[1] = 1;
  const auto use = [&](Schedule &schedule) {
    schedule.mutex.lock();
    long &value = map[1];
    schedule.mutex.unlock();
    schedule.pause();
    if (!isAgain) {
      ++value;
      return;
    }
    std::lock_guard<std::mutex> guard(schedule.mutex);
    ++map[1];
  };
  const auto change = [&] {
    for (int i = 2; i < 1000; ++i)
      map[i] = i;
  };
  if (isLater)
    useThenChange(use, change);
  else
    changeThenUse(use, change);
}

template <typename Map> void check() {
  check<Map, true>();
  check<Map, false>();
}

template <typename Map> void overwrite() {
  Map map{{1, 1}, {2, 2}};
  long value = 0;
  runInTurn([&] { map.insert_or_assign(1, 2); },
            [&] { value = map.find(1)->second; });
}

int main(int, char **arguments) {
  if (!strcmp(arguments[1], "overwrite")) {
    overwrite<absl::flat_hash_map<int, long>>();
    overwrite<boost::unordered_flat_map<int, long>>();
    overwrite<boost::container::flat_map<int, long>>();
    overwrite<tsl::robin_map<int, long>>();
    return 0;
  }
  isAgain = !strcmp(arguments[1], "again");
  hasRoom = !strcmp(arguments[1], "room");
  check<absl::flat_hash_map<int, long>>();
  check<boost::unordered_flat_map<int, long>>();
  if (hasRoom) // what follows moves elements all the same
    return 0;
  check<absl::btree_map<int, long>>();
  check<boost::container::flat_map<int, long>>();
  check<tsl::robin_map<int, long>>();
}
