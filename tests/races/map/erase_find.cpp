// RUN: %race
// Intent: erasing a key while another thread looks a different one up.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>

std::map<int, int, Less> ages{{1, 30}, {2, 40}, {5, 50}};
Barrier inside, done;

void erases() {
  hold.here(inside, done);
  ages.erase(5); // CHECK-DAG: #0 erases(){{.*}}erase_find.cpp:[[#@LINE]]:
}

void finds() {
  inside.wait();
  (void)ages.find(1); // CHECK-DAG: #0 finds(){{.*}}erase_find.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(erases, finds); }
// CHECK-DAG: Map: 'ages' ({{.*}}erase_find.cpp:
// CHECK: Evidence: overlap
