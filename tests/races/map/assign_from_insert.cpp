// RUN: %race
// Intent: assignment reads its right side.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

std::map<int, Slow> target;
std::map<int, Slow> ages{{2, 40}, {3, 50}};
Barrier inside, done;

void assigns() {
  hold.here(inside, done);
  target = ages; // CHECK-DAG: #0 assigns(){{.*}}assign_from_insert.cpp:[[#@LINE]]:
}

void inserts() {
  inside.wait();
  ages.emplace(7, 60); // CHECK-DAG: #0 inserts(){{.*}}assign_from_insert.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(assigns, inserts); }
// CHECK-DAG: Map: 'ages' ({{.*}}assign_from_insert.cpp:
// CHECK: Evidence: overlap
