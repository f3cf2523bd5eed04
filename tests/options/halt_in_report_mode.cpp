// RUN: %mapsanxx -O1 %s -o %t
// RUN: env MAPSAN_OPTIONS=mode=report:halt_on_error=1 %exits 66 %t > %t.out 2>&1 || (cat %t.out; exit 1)
// RUN: FileCheck --check-prefix=HALT --implicit-check-not=erase %s < %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t > %t.out 2>&1 || (cat %t.out; exit 1)
// RUN: FileCheck --check-prefix=ON %s < %t.out
// Intent: report mode goes on after a race, unless told to end at the first; the
// operations did not overlap, and nothing orders them.
#include "mapsan_test.h"
#include <cstdio>
#include <map>

std::map<int, int> ages{{1, 30}};
Barrier inserted;

int main() {
  runBoth(
      [] {
        ages.insert({7, 60});
        inserted.arrive();
      },
      [] {
        inserted.wait();
        ages.insert({8, 70});
        ages.erase(1);
        std::puts("went on to erase");
      });
}
// HALT: WARNING: MapSan: concurrent map writes
// HALT: Evidence: unordered
// HALT-NOT: WARNING
// ON: WARNING: MapSan: concurrent map writes
// ON: went on to erase
