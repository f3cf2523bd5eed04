// RUN: %race
// Intent: operator[] of an absent key inserts.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <unordered_map>

std::unordered_map<int, int, Hash> ages{{1, 30}, {2, 40}};
Barrier inside, done;

void writes() {
  hold.here(inside, done);
  ages[7] = 60; // CHECK-DAG: #0 writes(){{.*}}index_count.cpp:[[#@LINE]]:
}

void counts() {
  inside.wait();
  (void)ages.count(2); // CHECK-DAG: #0 counts(){{.*}}index_count.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(writes, counts); }
// CHECK-DAG: Map: 'ages' ({{.*}}index_count.cpp:
// CHECK: Evidence: overlap
