// RUN: %mapsanxx -O1 -fsanitize=address %s -o %t && %exits 1 %t > %t.out 2>&1 || { cat %t.out; exit 1; }
// RUN: FileCheck %s --check-prefix=ASAN < %t.out
// RUN: FileCheck %s < %t.out
// Intent: AddressSanitizer finds the damage first, without a signal: its report
// comes, and ours says who did it.
// ASAN: ERROR: AddressSanitizer: heap-use-after-free
// ASAN: SUMMARY: AddressSanitizer
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

struct ByReference {
  bool operator()(const int &left, const int &right) const {
    hold.pass();
    return left < right;
  }
};

std::map<int, int, ByReference> ages{{2, 40}};
Barrier inside, done;

void slow() {
  hold.here(inside, done);
  ages.find(7); // CHECK-DAG: #0 slow(){{.*}}with_asan.cpp:[[#@LINE]]:
}

void quick() {
  inside.wait();
  ages.erase(2); // CHECK-DAG: #0 quick(){{.*}}with_asan.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(slow, quick); }
// CHECK: Evidence: crash (another sanitizer's report inside find; T2 meanwhile ran erase)
// CHECK: SUMMARY: MapSan: concurrent map read and map write
// CHECK-NOT: WARNING: MapSan
