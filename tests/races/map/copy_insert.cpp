// RUN: %race
// Intent: copying reads every element; an insertion by another thread in
// between is a race.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

std::map<int, Slow> ages{{1, 30}, {2, 40}};
Barrier inside, done;

void copies() {
  hold.here(inside, done);
  std::map<int, Slow> copy(ages); // CHECK-DAG: #0 copies(){{.*}}copy_insert.cpp:[[#@LINE]]:
}

void inserts() {
  inside.wait();
  ages.emplace(7, 60); // CHECK-DAG: #0 inserts(){{.*}}copy_insert.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(copies, inserts); }
// CHECK-DAG: Map: 'ages' ({{.*}}copy_insert.cpp:
// CHECK: Evidence: overlap
