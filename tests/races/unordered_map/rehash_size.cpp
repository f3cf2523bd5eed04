// RUN: %race
// Intent: a rehash moves every element to another bucket.
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <unordered_map>

std::unordered_map<int, int, Hash> ages{{1, 30}, {2, 40}};
Barrier inside, done;

void rehashes() {
  hold.here(inside, done);
  ages.rehash(100); // CHECK-DAG: #0 rehashes(){{.*}}rehash_size.cpp:[[#@LINE]]:
}

void asks() {
  inside.wait();
  (void)ages.size(); // CHECK-DAG: #0 asks(){{.*}}rehash_size.cpp:[[#@LINE]]:
  done.arrive();
}

int main() { runBoth(rehashes, asks); }
// CHECK-DAG: Map: 'ages' ({{.*}}rehash_size.cpp:
// CHECK: Evidence: overlap
