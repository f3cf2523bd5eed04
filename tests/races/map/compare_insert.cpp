// RUN: %race
// Intent: operator== reads every element of both maps.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

std::map<int, Slow> ages{{1, 30}, {2, 40}};
std::map<int, Slow> others{{1, 30}, {2, 40}};
Barrier inside, done;

void compares() {
  hold.here(inside, done);
  (void)(ages == others); // CHECK-DAG: #0 compares(){{.*}}compare_insert.cpp:[[#@LINE]]:
}

void inserts() {
  inside.wait();
  ages.emplace(7, 60); // CHECK-DAG: #0 inserts(){{.*}}compare_insert.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(compares, inserts); }
// CHECK-DAG: Map: 'ages' ({{.*}}compare_insert.cpp:
// CHECK: Evidence: overlap
