// RUN: %crash134
// Intent: a writer aborts while another thread reads: the reader is found
// in its own chain of open reads.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <cstdlib>
#include <map>

struct Fatal {
  bool operator()(int left, int right) const {
    hold.pass();
    if (left == 99 || right == 99)
      abort();
    return left < right;
  }
};

std::map<int, int, Fatal> ages{{1, 30}, {2, 40}};
Barrier inside, never;

void slow() {
  hold.here(inside, never);
  ages.find(7); // CHECK-DAG: #0 slow(){{.*}}abort_in_write.cpp:[[#@LINE]]:
}

void quick() {
  inside.wait();
  ages.erase(99); // CHECK-DAG: #0 quick(){{.*}}abort_in_write.cpp:[[#@LINE]]:
}

int main() { runBoth(slow, quick); }
// CHECK: Evidence: crash (SIGABRT inside erase; T1 is inside find)
// CHECK: SUMMARY: MapSan: concurrent map read and map write
// CHECK-NOT: WARNING: MapSan
