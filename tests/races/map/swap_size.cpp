// RUN: %race
// Intent: swap writes both maps: the argument too.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>
#include <utility>

struct Order : Less {
  Order() = default;
  Order(const Order &) { hold.pass(); }
  Order &operator=(const Order &) = default;
};
std::map<int, int, Order> other;
std::map<int, int, Order> ages;
Barrier inside, done;

void swaps() {
  hold.here(inside, done);
  other.swap(ages); // CHECK-DAG: #0 swaps(){{.*}}swap_size.cpp:[[#@LINE]]:
}

void asks() {
  inside.wait();
  (void)ages.size(); // CHECK-DAG: #0 asks(){{.*}}swap_size.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(swaps, asks); }
// CHECK-DAG: Map: 'ages' ({{.*}}swap_size.cpp:
// CHECK: Evidence: overlap
