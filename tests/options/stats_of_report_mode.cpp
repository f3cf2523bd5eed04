// RUN: %mapsanxx -O1 %s -o %t && env MAPSAN_OPTIONS=mode=report:stats=1 %t 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=stats=1 %t 2>&1 | FileCheck --check-prefix=FLAG %s
// Intent: report mode says what its silence rests on: how many maps it has
// remembered, and how often it had to forget.
// CHECK: MapSan stats: maps remembered: 3
// CHECK: MapSan stats: maps changed by code that is not seen: 0
// CHECK: MapSan stats: maps forgotten for want of memory: 0
// CHECK: MapSan stats: operations not checked: 0
// FLAG-NOT: maps remembered
// FLAG: MapSan stats: reports: 0
#include <map>

std::map<int, int> squares[3];

int main() {
  for (int i = 0; i < 30; ++i)
    squares[i % 3].emplace(i, i * i);
}
