// RUN: %mapsanxx -O0 %s -o %t0 && %exits 0 %t0 2>&1 | FileCheck %s --check-prefix=NOTE
// RUN: %mapsanxx -O2 %s -o %t2 && %exits 0 %t2 2>&1 | FileCheck %s --check-prefix=NOTE
// RUN: env MAPSAN_OPTIONS=strict=1 %exits 66 %t0 2>&1 | FileCheck %s --check-prefix=STRICT
// RUN: env MAPSAN_OPTIONS=strict=1 %exits 66 %t2 2>&1 | FileCheck %s --check-prefix=STRICT
// Intent: operator[] may insert, but both keys are present: a note by default,
// a race to the letter of the standard with strict=1.
#include "mapsan_test.h"
#include <map>

std::map<int, int, Less> ages{{1, 30}, {2, 40}, {5, 50}};
Barrier inside, done;

void slow() {
  hold.here(inside, done);
  ages[1] = 31;
}

void quick() {
  inside.wait();
  ages[5] = 51;
  done.arrive();
}

int main() { runBoth(slow, quick); }
// NOTE-NOT: WARNING
// NOTE: MapSan: note: concurrent map writes is possible: operator[]{{.*}}(was present)
// STRICT: WARNING: MapSan: concurrent map writes
