// RUN: %race
// Intent: extract takes a node out: a write like erase.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

std::map<int, int, Less> ages{{1, 30}, {2, 40}, {5, 50}};
Barrier inside, done;

void takes() {
  hold.here(inside, done);
  ages.extract(5); // CHECK-DAG: #0 takes(){{.*}}extract_contains.cpp:[[#@LINE]]:
}

void asks() {
  inside.wait();
  (void)ages.count(1); // CHECK-DAG: #0 asks(){{.*}}extract_contains.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(takes, asks); }
// CHECK-DAG: Map: 'ages' ({{.*}}extract_contains.cpp:
// CHECK: Evidence: overlap
