// RUN: %race
// Intent: somebody inserts between two steps of a loop that holds no lock. Only
// the version tells, so the finding is `unordered` and the program goes on.
// CHECK: WARNING: MapSan: concurrent map iteration and map write (pid=
#include "mapsan_test.h"
#include <cstdio>
#include <unordered_map>

std::unordered_map<int, int> ages{{1, 30}, {2, 40}, {5, 50}};
Barrier first, inserted;

void iterates() {
  int steps = 0;
  for (auto at = ages.begin(); at != ages.end();
       ++at) { // CHECK-DAG: #0 iterates(){{.*}}insert_between_steps_hashed.cpp:[[#@LINE]]:
    if (++steps == 1) {
      first.arrive();
      inserted.wait();
    }
  }
}

void inserts() {
  first.wait();
  ages.emplace(7, 60); // CHECK-DAG: #0 inserts(){{.*}}insert_between_steps_hashed.cpp:[[#@LINE]]:
  inserted.arrive();
}

int main() {
  runBoth(iterates, inserts);
  std::printf("went on\n");
}
// CHECK: Evidence: unordered
// CHECK: went on
