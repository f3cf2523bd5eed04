// RUN: %mapsanxx -O1 -fsanitize=address %s -o %t && %exits 1 %t > %t.out 2>&1 || { cat %t.out; exit 1; }
// RUN: FileCheck %s < %t.out
// Intent: a fatal signal beside AddressSanitizer: our report, then its own.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

struct Fatal {
  bool operator()(int left, int right) const {
    hold.pass();
    if (left == 99 || right == 99)
      *(volatile int *)nullptr = 1;
    return left < right;
  }
};

std::map<int, int, Fatal> ages{{1, 30}, {2, 40}};
Barrier inside, never;

void slow() {
  hold.here(inside, never);
  ages.insert({7, 60});
}

void quick() {
  inside.wait();
  ages.find(99);
}

int main() { runBoth(slow, quick); }
// CHECK: SUMMARY: MapSan: concurrent map read and map write
// CHECK: ERROR: AddressSanitizer: SEGV
// CHECK-NOT: WARNING: MapSan
