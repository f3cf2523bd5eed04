// RUN: %race
// Intent: size() is a read of the structure like any other.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

std::map<int, int, Less> ages{{1, 30}, {2, 40}, {5, 50}};
Barrier inside, done;

void writes() {
  hold.here(inside, done);
  ages.emplace(7, 60); // CHECK-DAG: #0 writes(){{.*}}emplace_size.cpp:[[#@LINE]]:
}

void asks() {
  inside.wait();
  (void)ages.size(); // CHECK-DAG: #0 asks(){{.*}}emplace_size.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(writes, asks); }
// CHECK-DAG: Map: 'ages' ({{.*}}emplace_size.cpp:
// CHECK: Evidence: overlap
