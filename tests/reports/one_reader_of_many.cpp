// RUN: %mapsanxx -O1 -DRACE %s -o %t && env MAPSAN_OPTIONS=mode=report %exits 66 %t 2>&1 | FileCheck %s
// RUN: %mapsanxx -O1 %s -o %t && env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: of 32 readers one forgets the lock. Its stack is the one in the report,
// although the shadow keeps eight readers and all others came after it.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: Write by thread
// CHECK: #0 writes()
// CHECK: Previous read by thread {{.*}}holding no lock
// CHECK: #0 forgetful()
// CHECK: no common lock
// CHECK-NOT: WARNING
#include "mapsan_test.h"

#include <map>
#include <mutex>
#include <thread>
#include <vector>

std::map<int, int> ages{{1, 1}};
std::mutex lock;
Barrier hasRead[33];

__attribute__((noinline)) void forgetful() {
#ifndef RACE
  std::lock_guard<std::mutex> guard(lock);
#endif
  (void)ages.count(1);
}

__attribute__((noinline)) void careful() {
  std::lock_guard<std::mutex> guard(lock);
  (void)ages.count(1);
}

void writes() {
  std::lock_guard<std::mutex> guard(lock);
  ages.emplace(2, 2);
}

int main() {
  std::vector<std::thread> readers;
  for (int i = 0; i < 32; ++i)
    readers.emplace_back([i] {
      if (i > 0)
        hasRead[i - 1].wait();
      i == 0 ? forgetful() : careful();
      hasRead[i].arrive();
    });
  std::thread writer([] {
    hasRead[31].wait();
    writes();
  });
  for (std::thread &reader : readers)
    reader.join();
  writer.join();
}
