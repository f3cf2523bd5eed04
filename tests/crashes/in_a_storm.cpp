// RUN: %mapsanxx -O0 %s -o %t0
// RUN: %t0 > %t0.out 2>&1 || test $? = 139 -o $? = 66
// RUN: FileCheck %s < %t0.out
// RUN: %mapsanxx -O2 %s -o %t2
// RUN: %t2 > %t2.out 2>&1 || test $? = 139 -o $? = 66
// RUN: FileCheck %s < %t2.out
// Intent: a thread crashes in find while another inserts and erases without a
// pause, and has left the operation that it was in whenever one looks at it
// twice: the report comes all the same. (Where the system stops the reader for
// long, the other one finds it inside and reports before the crash.)
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>
#include <sched.h>

int rounds; // of the storm

struct Fatal {
  bool operator()(int left, int right) const {
    if (left == 99 || right == 99) {
      const int before = invisible::load(&rounds);
      while (invisible::load(&rounds) < before + 2)
        sched_yield();
      *(volatile int *)nullptr = 1;
    }
    return left < right;
  }
};

std::map<int, int, Fatal> ages{{1, 30}, {2, 40}};
Barrier begun;

void storm() {
  begun.arrive();
  for (;;) {
    ages.insert({7, 60}); // CHECK-DAG: #0 storm(){{.*}}in_a_storm.cpp:
    ages.erase(7);
    invisible::add(&rounds, 1);
  }
}

void quick() {
  begun.wait();
  ages.find(99); // CHECK-DAG: #0 quick(){{.*}}in_a_storm.cpp:[[#@LINE]]:
}

int main() { runBoth(storm, quick); }
// CHECK-DAG: Map: 'ages' ({{.*}}in_a_storm.cpp:
// CHECK: Evidence: {{crash .SIGSEGV inside find; T1|overlap}}
// CHECK: SUMMARY: MapSan: concurrent map read and map write
// CHECK-NOT: WARNING: MapSan
