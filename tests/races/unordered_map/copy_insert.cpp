// RUN: %race
// Intent: copying reads every element.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <unordered_map>

std::unordered_map<int, Slow> ages{{1, 30}, {2, 40}};
Barrier inside, done;

void copies() {
  hold.here(inside, done);
  std::unordered_map<int, Slow> copy(ages); // CHECK-DAG: #0 copies(){{.*}}copy_insert.cpp:[[#@LINE]]:
}

void inserts() {
  inside.wait();
  ages.emplace(7, 60); // CHECK-DAG: #0 inserts(){{.*}}copy_insert.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(copies, inserts); }
// CHECK-DAG: Map: 'ages' ({{.*}}copy_insert.cpp:
// CHECK: Evidence: overlap
