// RUN: %race
// Intent: a map dies while another thread still asks it something.
// CHECK: WARNING: MapSan: map destroyed while in use (pid=
#include "mapsan_test.h"
#include <map>
#include <memory>

struct Dying {
  ~Dying() { hold.pass(); }
};
struct Town {
  std::map<int, Dying> ages;
};
Town *town = new Town;
int filled = (town->ages[1], town->ages[2], 0);
Barrier inside, done;

void destroys() {
  hold.here(inside, done);
  delete town; // CHECK-DAG: #1 destroys(){{.*}}destroy_size.cpp:[[#@LINE]]:
}

void asks() {
  inside.wait();
  (void)town->ages.size(); // CHECK-DAG: #0 asks(){{.*}}destroy_size.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(destroys, asks); }
// CHECK-DAG: Map: 'Town::ages' ({{.*}}destroy_size.cpp:
// CHECK: Evidence: overlap
