// RUN: %race
// Intent: an assignment that turns out to insert.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

std::map<int, int, Less> ages{{1, 30}, {2, 40}, {5, 50}};
Barrier inside, done;

void writes() {
  hold.here(inside, done);
  ages.insert_or_assign(7, 60); // CHECK-DAG: #0 writes(){{.*}}insert_or_assign_lower_bound.cpp:[[#@LINE]]:
}

void reads() {
  inside.wait();
  (void)ages.lower_bound(2); // CHECK-DAG: #0 reads(){{.*}}insert_or_assign_lower_bound.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(writes, reads); }
// CHECK-DAG: Map: 'ages' ({{.*}}insert_or_assign_lower_bound.cpp:
// CHECK: Evidence: overlap
