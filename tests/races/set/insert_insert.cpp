// RUN: %race
// Intent: two insertions into one set.
// CHECK: WARNING: MapSan: concurrent map writes (pid=
#include "mapsan_test.h"
#include <set>

std::set<int, Less> ages{1, 2, 3};
Barrier inside, done;

void slow() {
  hold.here(inside, done);
  ages.insert(7); // CHECK-DAG: #0 slow(){{.*}}insert_insert.cpp:[[#@LINE]]:
}

void quick() {
  inside.wait();
  ages.insert(0); // CHECK-DAG: #0 quick(){{.*}}insert_insert.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(slow, quick); }
// CHECK-DAG: Map: 'ages' ({{.*}}insert_insert.cpp:
// CHECK: Evidence: overlap
