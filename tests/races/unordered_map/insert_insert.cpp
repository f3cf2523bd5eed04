// RUN: %race
// Intent: two insertions of different keys.
// CHECK: WARNING: MapSan: concurrent map writes (pid=
#include "mapsan_test.h"
#include <unordered_map>

std::unordered_map<int, int, Hash> ages{{1, 30}, {2, 40}};
Barrier inside, done;

void slow() {
  hold.here(inside, done);
  ages.insert({7, 60}); // CHECK-DAG: #0 slow(){{.*}}insert_insert.cpp:[[#@LINE]]:
}

void quick() {
  inside.wait();
  ages.insert({0, 20}); // CHECK-DAG: #0 quick(){{.*}}insert_insert.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(slow, quick); }
// CHECK-DAG: Map: 'ages' ({{.*}}insert_insert.cpp:
// CHECK: Evidence: overlap
