// RUN: %crash139
// Intent: the crash is a stack overflow: handlers run on a stack of their own.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

__attribute__((noinline)) int deeper(volatile char *above) {
  volatile char frame[4096];
  frame[0] = above ? above[0] : 0;
  return deeper(frame) + frame[0];
}

struct Fatal {
  bool operator()(int left, int right) const {
    hold.pass();
    if (left == 99 || right == 99)
      deeper(nullptr);
    return left < right;
  }
};

std::map<int, int, Fatal> ages{{1, 30}, {2, 40}};
Barrier inside, never;

void slow() {
  hold.here(inside, never);
  ages.insert({7, 60}); // CHECK-DAG: #0 slow(){{.*}}stack_overflow.cpp:[[#@LINE]]:
}

void quick() {
  inside.wait();
  ages.find(99); // CHECK-DAG: #0 quick(){{.*}}stack_overflow.cpp:[[#@LINE]]:
}

int main() { runBoth(slow, quick); }
// CHECK: Evidence: crash (SIGSEGV inside find; T1 is inside insert)
// CHECK-NOT: WARNING: MapSan
