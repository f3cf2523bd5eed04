// RUN: %mapsanxx -O0 %s -o %t0 && env MAPSAN_OPTIONS=mode=report %exits 66 %t0 race 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 %s -o %t2 && env MAPSAN_OPTIONS=mode=report %exits 66 %t2 race 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t0 before > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t0 again > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t0 unseen > %t.out 2>&1 && %silent %t.out
// Intent: an insertion into a sorted array with room for it, and an erasure, move the
// elements behind their place: a reference to one of those leads to another element.
// Not if the element is before it, or is looked up again under the lock. Unseen: where
// no result leads to the place, and tables that move elements (docs/limits.md).
// CHECK: WARNING: MapSan: reference into map used while the map is modified
// CHECK-NEXT: Map: {{.*}}boost::container::flat_map<int, long{{.*}}>
// CHECK: Write by thread T2, holding M1: operator[]
// CHECK-COUNT-9: WARNING: MapSan: reference into map used while the map is modified
// CHECK-NOT: WARNING
// CHECK: MapSan: 10 races
#include "references.h"

#include <boost/container/flat_map.hpp>
#include <string.h>
#include <tsl/robin_map.h>

bool isAgain;
int used = 5;

template <typename Map = boost::container::flat_map<int, long>, typename Change>
void check(Change change) {
  const auto once = [&](auto inOrder) {
    Map map;
    map.reserve(100);
    for (int i = 1; i < 10; ++i)
      map[i * 10] = i;
    inOrder(
        [&](Schedule &schedule) {
          schedule.mutex.lock();
          long &value = map.at(used * 10);
          schedule.mutex.unlock();
          schedule.pause();
          if (!isAgain) {
            ++value;
            return;
          }
          std::lock_guard<std::mutex> guard(schedule.mutex);
          ++map.at(used * 10);
        },
        [&] { change(map); });
  };
  once([](auto use, auto change) { useThenChange(use, change); });
  once([](auto use, auto change) { changeThenUse(use, change); });
}

int main(int, char **arguments) {
  isAgain = !strcmp(arguments[1], "again");
  if (!strcmp(arguments[1], "before"))
    used = 3;
  if (!strcmp(arguments[1], "unseen")) {
    check([](auto &map) { map.erase(40); });
    check([](auto &map) {
      const std::pair<int, long> more[] = {{45, 1}, {46, 1}};
      map.insert(more, more + 2);
    });
    check<tsl::robin_map<int, long>>([](auto &map) { map.erase(40); });
    return 0;
  }
  check([](auto &map) { (void)map[45]; });
  check([](auto &map) { map.insert({45, 1}); });
  check([](auto &map) { map.insert_or_assign(45, 1); });
  check([](auto &map) { map.emplace_hint(map.begin(), 45, 1); });
  check([](auto &map) { map.erase(map.find(40)); });
}
