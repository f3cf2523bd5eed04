// RUN: %race
// Intent: a multiset always inserts.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <set>

std::multiset<int, Less> ages{1, 2, 3};
Barrier inside, done;

void inserts() {
  hold.here(inside, done);
  ages.insert(2); // CHECK-DAG: #0 inserts(){{.*}}count_insert.cpp:[[#@LINE]]:
}

void counts() {
  inside.wait();
  (void)ages.count(1); // CHECK-DAG: #0 counts(){{.*}}count_insert.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(inserts, counts); }
// CHECK-DAG: Map: 'ages' ({{.*}}count_insert.cpp:
// CHECK: Evidence: overlap
