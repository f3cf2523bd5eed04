// RUN: %race
// Intent: emplace builds its node first, then inserts.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <unordered_map>

std::unordered_map<int, int, Hash> ages{{1, 30}, {2, 40}};
Barrier inside, done;

void writes() {
  hold.here(inside, done);
  ages.emplace(7, 60); // CHECK-DAG: #0 writes(){{.*}}emplace_contains.cpp:[[#@LINE]]:
}

void asks() {
  inside.wait();
  (void)ages.bucket_count(); // CHECK-DAG: #0 asks(){{.*}}emplace_contains.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(writes, asks); }
// CHECK-DAG: Map: 'ages' ({{.*}}emplace_contains.cpp:
// CHECK: Evidence: overlap
