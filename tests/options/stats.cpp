// RUN: %mapsanxx -O0 %s -o %t && env MAPSAN_OPTIONS=stats=1 %t 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 %s -o %t && env MAPSAN_OPTIONS=stats=1 %t 2>&1 | FileCheck %s
// RUN: %t > %t.out 2>&1 && test ! -s %t.out
// Intent: silence on nothing proves nothing, so the runtime can say what it saw:
// two constructions, 30 insertions, two destructions, in two threads.
// CHECK: MapSan stats: call sites: {{[1-9]}}
// CHECK: MapSan stats: threads: 2
// CHECK: MapSan stats: writing operations and constructions: 34
// CHECK: MapSan stats: slots armed (shared by threads): 0
// CHECK: MapSan stats: reports: 0
#include <map>
#include <thread>

void fill(int count) {
  std::map<int, int> squares;
  for (int i = 0; i < count; ++i)
    squares.emplace(i, i * i);
}

int main() {
  std::thread(fill, 10).join();
  fill(20);
}
