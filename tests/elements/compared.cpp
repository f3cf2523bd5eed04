// RUN: %mapsanxx -O0 %s -o %t0 && env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 -std=c++20 $(%libcxx) %s -o %t2 && env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %fixed
// Intent: comparisons of sorted maps that find a difference have read the elements
// up to it, keys first; what lies behind it, or in maps of different sizes, is not read,
// nor a value whose key differs, nor any that nobody knows.
// CHECK: Read by thread {{.*}}: operator== on element of key 1
// CHECK: Read by thread {{.*}}: operator== on element of key 2
// CHECK: Read by thread {{.*}}: operator== on element of key 1
// CHECK: Read by thread {{.*}}: operator<{{(=>)?}} on element of key 1
// CHECK: Read by thread {{.*}}: operator<{{(=>)?}} on element of key 1
// CHECK-NOT: WARNING
// CHECK: MapSan: 5 races
#include "elements.h"

#include <map>
#include <string>
#include <unordered_map>

using Map = std::map<int, long>;
bool result;

#define COMPARE(operator)                                                      \
  [](auto &one, auto &other) { return one operator other; }

template <typename Map, typename Compare>
void check(Map one, Map other, int key, Compare compare) {
  oneAfterTheOther([&] { one.find(key)->second = one.at(key); },
                   [&] { result = compare(one, other); });
}

int main() {
  const Map base{{1, 1}, {2, 2}, {3, 3}};
  check(base, {{1, 1}, {2, 5}, {3, 3}}, 1, COMPARE(==));
  check<std::map<int, unsigned>>({{1, 1}, {2, 2}, {3, 3}},
                                 {{1, 1}, {2, 5}, {3, 3}}, 2, COMPARE(!=));
  check<std::map<int, int>>({{1, 1}}, {{1, 1}}, 1, COMPARE(!=));
  check(base, {{1, 1}, {2, 5}, {3, 3}}, 1, COMPARE(<));
  check<std::map<int, short>>({{1, 1}, {2, 2}}, {{1, 1}}, 1, COMPARE(<));
  // Not read, or not for certain.
  check(base, {{1, 1}, {2, 5}, {3, 3}}, 3, COMPARE(==));
  check(base, {{1, 1}, {2, 2}}, 1, COMPARE(==));
  check(base, {{1, 1}, {3, 2}, {4, 3}}, 2, COMPARE(==));
  check(base, {{1, 1}, {2, 5}, {3, 3}}, 3, COMPARE(<));
  check<std::unordered_map<int, long>>({{1, 1}, {2, 2}}, {{1, 1}, {2, 5}}, 1,
                                       COMPARE(==));
  check<std::map<int, std::string>>({{1, "a"}}, {{1, "b"}}, 1, COMPARE(!=));
}
