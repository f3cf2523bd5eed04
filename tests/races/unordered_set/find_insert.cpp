// RUN: %race
// Intent: an unordered set is a map without values.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <unordered_set>

std::unordered_set<int, Hash> ages{1, 2};
Barrier inside, done;

void inserts() {
  hold.here(inside, done);
  ages.insert(7); // CHECK-DAG: #0 inserts(){{.*}}find_insert.cpp:[[#@LINE]]:
}

void finds() {
  inside.wait();
  (void)ages.find(2); // CHECK-DAG: #0 finds(){{.*}}find_insert.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(inserts, finds); }
// CHECK-DAG: Map: 'ages' ({{.*}}find_insert.cpp:
// CHECK: Evidence: overlap
