// RUN: %race
// Intent: erase and insert of different keys.
// CHECK: WARNING: MapSan: concurrent map writes (pid=
#include "mapsan_test.h"
#include <map>

std::multimap<int, int, Less> ages{{1, 30}, {2, 40}, {3, 50}};
Barrier inside, done;

void inserts() {
  hold.here(inside, done);
  ages.insert({7, 60}); // CHECK-DAG: #0 inserts(){{.*}}insert_erase.cpp:[[#@LINE]]:
}

void erases() {
  inside.wait();
  ages.erase(1); // CHECK-DAG: #0 erases(){{.*}}insert_erase.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(inserts, erases); }
// CHECK-DAG: Map: 'ages' ({{.*}}insert_erase.cpp:
// CHECK: Evidence: overlap
