// RUN: %mapsanxx -O1 %s -o %t && env MAPSAN_OPTIONS=mode=report %exits 66 %t 2>&1 | FileCheck %s
// Intent: an unordered report says what the earlier thread released first after its operation and what
// the later one acquired last before its own: two locks, where one was wanted.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: Read by thread T2, holding [[OTHERS:M[0-9]]]:
// CHECK: Previous write by thread T1, holding [[MINE:M[0-9]]]:
// CHECK: Evidence: unordered
// CHECK: no common lock
// CHECK: Note: after its operation T1 first released [[MINE]]; T2 last acquired from [[OTHERS]]
#include "mapsan_test.h"

#include <map>
#include <mutex>

std::map<int, int> ages;
std::mutex mine, others;

int main() {
  runInTurn(
      [] {
        others.lock();
        others.unlock();
        mine.lock();
        ages.emplace(1, 30);
        mine.unlock();
      },
      [] {
        std::lock_guard<std::mutex> guard(others);
        (void)ages.count(1);
      });
}
