// RUN: %race
// Intent: insert and erase of different keys.
// CHECK: WARNING: MapSan: concurrent map writes (pid=
#include "mapsan_test.h"
#include <unordered_set>

std::unordered_multiset<int, Hash> ages{1, 2, 3};
Barrier inside, done;

void inserts() {
  hold.here(inside, done);
  ages.insert(7); // CHECK-DAG: #0 inserts(){{.*}}insert_erase.cpp:[[#@LINE]]:
}

void erases() {
  inside.wait();
  ages.erase(1); // CHECK-DAG: #0 erases(){{.*}}insert_erase.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(inserts, erases); }
// CHECK-DAG: Map: 'ages' ({{.*}}insert_erase.cpp:
// CHECK: Evidence: overlap
