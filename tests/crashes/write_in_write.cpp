// RUN: %crash139
// Intent: a thread crashes in find while another is inside insert: the
// signal ends the process, but the report comes first.
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
  ages.insert({7, 60}); // CHECK-DAG: #0 slow(){{.*}}write_in_write.cpp:[[#@LINE]]:
}

void quick() {
  inside.wait();
  ages.find(99); // CHECK-DAG: #0 quick(){{.*}}write_in_write.cpp:[[#@LINE]]:
}

int main() { runBoth(slow, quick); }
// CHECK-DAG: Map: 'ages' ({{.*}}write_in_write.cpp:
// CHECK: Evidence: crash (SIGSEGV inside find; T1 is inside insert)
// CHECK: SUMMARY: MapSan: concurrent map read and map write
// CHECK-NOT: WARNING: MapSan
