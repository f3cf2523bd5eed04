// RUN: %race
// Intent: a multimap is a map.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

std::multimap<int, int, Less> ages{{1, 30}, {2, 40}};
Barrier inside, done;

void inserts() {
  hold.here(inside, done);
  ages.insert({7, 60}); // CHECK-DAG: #0 inserts(){{.*}}find_insert.cpp:[[#@LINE]]:
}

void finds() {
  inside.wait();
  (void)ages.find(2); // CHECK-DAG: #0 finds(){{.*}}find_insert.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(inserts, finds); }
// CHECK-DAG: Map: 'ages' ({{.*}}find_insert.cpp:
// CHECK: Evidence: overlap
