// RUN: %mapsanxx -O0 %s -o %t0 && env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 $(%libcxx) %s -o %t2 && env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %fixed
// Intent: insert_or_assign of a key that is there, with a hint or without, writes that
// element, and no other. Values that may lock when they are assigned are left alone.
// CHECK: WARNING: MapSan: concurrent element access
// CHECK-NEXT: Map: 'Test::map' ({{.*}}overwritten.cpp:[[#@LINE+29]]), std::map<int, long>
// CHECK-NEXT: Read by thread T{{[0-9]+}}, holding no lock: element of key 1
// CHECK: Previous write by thread T{{[0-9]+}}, holding no lock: insert_or_assign on element of key 1
// CHECK-NEXT: #0 {{.*}}::set(int) {{.*}}overwritten.cpp:[[#@LINE+23]]
// CHECK-NEXT: #1 {{.*}}overwrite<std::map<int, long>>(int)::
// CHECK-COUNT-5: WARNING: MapSan: concurrent element access
// CHECK-NOT: WARNING
// CHECK: MapSan: 6 races
#include "elements.h"

#include <map>
#include <string>
#include <unordered_map>

struct Locking {
  Locking &operator=(const Locking &) { return *this; }
  long value = 0;
};

struct Plain {
  long value = 0;
};

template <typename Map> struct Test {
  using Value = typename Map::mapped_type;
  __attribute__((noinline)) void set(int key) {
    map.insert_or_assign(key, Value());
  }
  __attribute__((noinline)) void look() { value = map.find(1)->second; }
  Map map{{1, Value()}, {2, Value()}};
  Value value;
};

template <typename Map> void overwriteNear(int key) {
  Test<Map> test;
  const typename Test<Map>::Value value{};
  oneAfterTheOther(
      [&] { test.map.insert_or_assign(test.map.cbegin(), key, value); },
      [&] { test.look(); });
}

template <typename Map> void overwrite(int key) {
  Test<Map> test;
  oneAfterTheOther([&] { test.set(key); }, [&] { test.look(); });
}

int main() {
  overwrite<std::map<int, long>>(1);
  overwrite<std::unordered_map<int, std::string>>(1);
  overwrite<std::map<int, Plain>>(1);
  overwrite<std::unordered_map<int, char>>(1);
  overwriteNear<std::map<int, long>>(1);
  overwriteNear<std::unordered_map<int, std::string>>(1);
  overwriteNear<std::map<int, long>>(2);
  overwrite<std::map<int, short>>(2);
  overwrite<std::unordered_map<int, std::string>>(2);
  overwrite<std::map<int, Locking>>(1);
}
