// RUN: %mapsanxx -O1 %s -o %t && env MAPSAN_OPTIONS=mode=report:symbolize=0:stats=1 %exits 66 %t 2>&1 | FileCheck %s
// Intent: of a dozen readers the shadow keeps eight, and the others have since read so many
// maps that they have forgotten this one: nobody can be named for them, and for the eight
// the race is reported.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: Write by thread
// CHECK: Previous read by thread
// CHECK: #0 reads()
// CHECK-NOT: WARNING
// CHECK: MapSan stats: conflicts with readers that were forgotten: {{[1-9]}}
#include "mapsan_test.h"

#include <map>
#include <thread>
#include <vector>

std::map<int, int> ages{{1, 1}};
std::vector<std::map<int, int>> others(10'000);
Barrier haveRead;

__attribute__((noinline)) void reads() {
  (void)ages.count(1);
  for (const auto &other : others)
    (void)other.count(1);
}

int main() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i)
    threads.emplace_back([] {
      reads();
      haveRead.arrive();
    });
  threads.emplace_back([] {
    haveRead.wait(12);
    ages.emplace(2, 2);
  });
  for (std::thread &thread : threads)
    thread.join();
}
