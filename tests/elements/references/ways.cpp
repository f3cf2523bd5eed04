// RUN: %mapsanxx -O0 -DRACE %s -o %t0 && env MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 -DRACE %s -o %t2 && env MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %clean
// Intent: a reference, a pointer and an iterator are used when the lock is gone;
// the element goes before or after that, in every way. Or another one does.
// CHECK-COUNT-15: WARNING: MapSan: reference into map used while the map is modified
// CHECK-NOT: WARNING
// CHECK: MapSan: 15 races
#include "references.h"

#include <map>
#include <memory>
#include <unordered_map>

#ifdef RACE
constexpr int one = 1;
#else
constexpr int one = 2;
#endif

template <typename Map> struct Uses {
  static void reference(Map &map, Schedule &schedule) {
    schedule.mutex.lock();
    long &value = map.at(1);
    schedule.mutex.unlock();
    schedule.pause();
    ++value;
  }
  static void pointer(Map &map, Schedule &schedule) {
    schedule.mutex.lock();
    long *value = &map[1];
    schedule.mutex.unlock();
    schedule.pause();
    *value = 2;
  }
  static void iterator(Map &map, Schedule &schedule) {
    schedule.mutex.lock();
    auto found = map.find(1);
    schedule.mutex.unlock();
    schedule.pause();
    found->second += 2;
  }
};

template <typename Map> void check(bool isLater) {
  const auto changes = [&](auto use) {
    const auto change = [&](auto change) {
      auto map = std::make_unique<Map>();
      (*map)[1] = (*map)[2] = 3;
      const auto used = [&](Schedule &schedule) { use(*map, schedule); };
      if (isLater)
        useThenChange(used, [&] { change(map); });
      else
        changeThenUse(used, [&] { change(map); });
      isLater = !isLater;
    };
    change([](auto &map) { map->erase(one); });
    change([](auto &map) { map->erase(map->find(one)); });
    change([](auto &map) { map->erase(map->find(one), map->end()); });
#ifdef RACE
    change([](auto &map) { map->clear(); });
    change([](auto &map) { map.reset(); });
#endif
  };
  changes(Uses<Map>::reference);
  changes(Uses<Map>::pointer);
  changes(Uses<Map>::iterator);
}

int main() { check<std::map<int, long>>(true); }
