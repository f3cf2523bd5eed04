// RUN: %race
// Intent: merge takes nodes out of its argument.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <unordered_map>

std::unordered_map<int, int, Hash> target{{1, 30}};
std::unordered_map<int, int, Hash> ages{{2, 40}, {3, 50}};
Barrier inside, done;

void merges() {
  hold.here(inside, done);
  target.merge(ages); // CHECK-DAG: #0 merges(){{.*}}merge_second.cpp:[[#@LINE]]:
}

void asks() {
  inside.wait();
  (void)ages.size(); // CHECK-DAG: #0 asks(){{.*}}merge_second.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(merges, asks); }
// CHECK-DAG: Map: 'ages' ({{.*}}merge_second.cpp:
// CHECK: Evidence: overlap
