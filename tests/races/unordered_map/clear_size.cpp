// RUN: %race
// Intent: clear() is a write from its first to its last element.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <unordered_map>

struct Dying {
  ~Dying() { hold.pass(); }
};
std::unordered_map<int, Dying> ages;
int filled = (ages[1], ages[2], 0);
Barrier inside, done;

void clears() {
  hold.here(inside, done);
  ages.clear(); // CHECK-DAG: #0 clears(){{.*}}clear_size.cpp:[[#@LINE]]:
}

void asks() {
  inside.wait();
  (void)ages.size(); // CHECK-DAG: #0 asks(){{.*}}clear_size.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(clears, asks); }
// CHECK-DAG: Map: 'ages' ({{.*}}clear_size.cpp:
// CHECK: Evidence: overlap
