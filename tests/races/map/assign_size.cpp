// RUN: %race
// Intent: assignment writes its left side.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

std::map<int, Slow> ages{{1, 30}};
std::map<int, Slow> source{{2, 40}};
Barrier inside, done;

void assigns() {
  hold.here(inside, done);
  ages = source; // CHECK-DAG: #0 assigns(){{.*}}assign_size.cpp:[[#@LINE]]:
}

void asks() {
  inside.wait();
  (void)ages.size(); // CHECK-DAG: #0 asks(){{.*}}assign_size.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(assigns, asks); }
// CHECK-DAG: Map: 'ages' ({{.*}}assign_size.cpp:
// CHECK: Evidence: overlap
