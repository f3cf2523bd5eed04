// RUN: %mapsanxx -O1 %s -o %t
// RUN: echo "race:*viaLegacy*" > %t.supp
// RUN: env MAPSAN_OPTIONS=suppressions=%t.supp:print_suppressions=1 %exits 66 %t both > %t.out 2>&1 || (cat %t.out; exit 1)
// RUN: FileCheck --check-prefix=BOTH %s < %t.out
// RUN: env MAPSAN_OPTIONS=suppressions=%t.supp:print_suppressions=1 %exits 0 %t > %t.out 2>&1 || (cat %t.out; exit 1)
// RUN: FileCheck --check-prefix=LEGACY --implicit-check-not=repeat %s < %t.out
// Intent: a suppressed conflict counts as a hit each time, never as a repeat of
// a report; and what is suppressed for one caller is reported for another.
#include "mapsan_test.h"
#include <map>

std::map<int, int, Less> ages{{0, 0}};
int nextKey;

__attribute__((noinline)) void add() {
  ages.emplace(++nextKey, 1);
  asm volatile("");
}
__attribute__((noinline)) void viaLegacy() {
  add();
  asm volatile("");
}
__attribute__((noinline)) void viaNew() {
  add();
  asm volatile("");
}

void race(void (*path)()) {
  Barrier inside, done;
  runBoth(
      [&] {
        hold.here(inside, done);
        ages.insert({++nextKey, 1}); // its comparison holds it
      },
      [&] {
        inside.wait();
        path();
        done.arrive();
      });
}

int main(int argc, char **) {
  race(viaLegacy);
  race(argc > 1 ? viaNew : viaLegacy);
}
// LEGACY-NOT: WARNING
// LEGACY: MapSan: 1 suppression matched
// LEGACY-NEXT: 2 times{{.*}}race:*viaLegacy*
// BOTH: WARNING: MapSan: concurrent map writes
// BOTH: viaNew
