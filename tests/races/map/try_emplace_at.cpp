// RUN: %race
// Intent: at() only reads, try_emplace inserts.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

std::map<int, int, Less> ages{{1, 30}, {2, 40}, {5, 50}};
Barrier inside, done;

void writes() {
  hold.here(inside, done);
  ages.try_emplace(7, 60); // CHECK-DAG: #0 writes(){{.*}}try_emplace_at.cpp:[[#@LINE]]:
}

void reads() {
  inside.wait();
  (void)ages.at(2); // CHECK-DAG: #0 reads(){{.*}}try_emplace_at.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(writes, reads); }
// CHECK-DAG: Map: 'ages' ({{.*}}try_emplace_at.cpp:
// CHECK: Evidence: overlap
