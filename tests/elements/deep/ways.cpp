// RUN: %mapsanxx -O0 -DRACE -fplugin-arg-mapsan-elements=deep %s -o %t0 && env MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck %s --implicit-check-not=.mapsan
// RUN: %mapsanxx -O2 -DRACE -fplugin-arg-mapsan-elements=deep %s -o %t2 && env MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s --implicit-check-not=.mapsan
// RUN: %mapsanxx -O2 -DRACE %s -o %t1 && env MAPSAN_OPTIONS=mode=report %exits 0 %t1 > %t1.out 2>&1 && %silent %t1.out
// RUN: %mapsanxx -O0 -fplugin-arg-mapsan-elements=deep %s -o %t0 && env MAPSAN_OPTIONS=mode=report %exits 0 %t0 > %t0.out 2>&1 && %silent %t0.out
// RUN: %mapsanxx -O2 -fplugin-arg-mapsan-elements=deep %s -o %t2 && env MAPSAN_OPTIONS=mode=report %exits 0 %t2 > %t2.out 2>&1 && %silent %t2.out
// Intent: elements are used in methods of their own type, and in functions that get
// a reference, directly and by others. Each pair is a race of its own.
// CHECK-COUNT-12: WARNING: MapSan: concurrent element access
// CHECK-NOT: WARNING
// CHECK: MapSan: 12 races
#include "elements.h"

#include <map>

struct Stats {
  long count = 0;

  void add(long value) { count += value; }
  void addOne() { count++; }
  void clear() { count = 0; }
  long get() const { return count; }
};

long total;
__attribute__((noinline)) void gather(const Stats &stats) {
  total += stats.count;
}
__attribute__((noinline)) void touch(Stats *stats) { stats->addOne(); }
extern "C" __attribute__((noinline)) void reset(long &count) { count = 0; }

using Map = std::map<int, Stats>;

const auto writers = [](auto &&each) {
  each([](Map &map) { map.at(1).add(1); });
  each([](Map &map) { touch(&map.at(1)); });
  each([](Map &map) { reset(map.find(1)->second.count); });
  each([](Map &map) {
    for (auto &entry : map)
      entry.second.clear();
  });
};

const auto readers = [](auto &&each) {
  each([](const Map &map) { total += map.at(1).count; });
  each([](const Map &map) { gather(map.at(1)); });
  each([](const Map &map) {
    for (const auto &[key, stats] : map)
      total += stats.get();
  });
};

int main() {
  writers([](auto write) {
    readers([&](auto read) {
      Map map;
      map[1];
      oneAfterTheOther([&] { write(map); }, [&] { read(map); });
    });
  });
}
