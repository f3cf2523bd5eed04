// RUN: %crash139
// Intent: two threads crash at once inside one map: one report, whoever
// comes first, and no deadlock.
// CHECK: WARNING: MapSan: concurrent map
#include "mapsan_test.h"
#include <map>

Barrier ready;

struct Fatal {
  bool operator()(int left, int right) const {
    if (left >= 98 || right >= 98) {
      ready.arrive();
      ready.wait(2);
      *(volatile int *)nullptr = 1;
    }
    return left < right;
  }
};

std::map<int, int, Fatal> ages{{1, 30}, {2, 40}};

void one() {
  ages.find(98); // CHECK-DAG: #0 one(){{.*}}both_crash.cpp:[[#@LINE]]:
}

void other() {
  ages.erase(99); // CHECK-DAG: #0 other(){{.*}}both_crash.cpp:[[#@LINE]]:
}

int main() { runBoth(one, other); }
// CHECK: Evidence: crash (SIGSEGV inside
// CHECK: SUMMARY: MapSan: concurrent map
// CHECK-NOT: WARNING: MapSan
