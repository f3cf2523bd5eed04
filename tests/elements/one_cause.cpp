// RUN: %mapsanxx -O1 -DRACE %s -o %t && env MAPSAN_OPTIONS=mode=report %exits 66 %t 2>&1 | FileCheck %s
// RUN: %clean
// Intent: an insertion and a look-up race on the structure; that they race on the
// element, too, is not said again.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK-NOT: WARNING
// CHECK: MapSan: 1 race
#include "elements.h"

#include <map>

volatile int seen;

int main() {
  std::map<int, int> ages;
  oneAfterTheOther([&] { ages[1] = 2; }, [&] { seen = ages.at(1); });
}
