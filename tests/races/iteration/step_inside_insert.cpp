// RUN: %race
// Intent: a loop steps on while another thread is inside an insertion.
// CHECK: WARNING: MapSan: concurrent map iteration and map write (pid=
#include "mapsan_test.h"
#include <map>

std::map<int, int, Less> ages{{1, 30}, {2, 40}, {5, 50}};
Barrier found, inside, done;

void iterates() {
  auto at = ages.begin();
  found.arrive();
  inside.wait();
  ++at; // CHECK-DAG: #0 iterates(){{.*}}step_inside_insert.cpp:[[#@LINE]]:
  done.arrive();
}

void inserts() {
  found.wait();
  hold.here(inside, done);
  ages.emplace(7, 60); // CHECK-DAG: #0 inserts(){{.*}}step_inside_insert.cpp:[[#@LINE]]:
}

int main() { runBoth(iterates, inserts); }
// CHECK-DAG: Map: 'ages' ({{.*}}step_inside_insert.cpp:
// CHECK: Evidence: overlap
