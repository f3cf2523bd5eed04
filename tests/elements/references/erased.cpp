// RUN: %mapsanxx -O0 -DRACE %s -o %t0 && env MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 -DRACE %s -o %t2 && env MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %clean
// Intent: find, unlock, use; another thread erases the element meanwhile. The report
// has both places, where the iterator was found, and which lock was released.
// CHECK: WARNING: MapSan: reference into map used while the map is modified
// CHECK-NEXT: Map: 'ages' ({{.*}}erased.cpp:[[#@LINE+14]]), std::map<int, long>
// CHECK-NEXT: Read by thread T1, holding no lock: an element
// CHECK-NEXT: #0 grow(Schedule&) {{.*}}erased.cpp:[[#@LINE+25]]
// CHECK: Previous write by thread T2, holding M1: erase removed key 1
// CHECK-NEXT: #0 forget() {{.*}}erased.cpp:[[#@LINE+26]]
// CHECK: Evidence: unordered
// CHECK: Locks: T1 holds none; M1 at {{.*}} taken by T2 {{.*}} no common lock
// CHECK: Note: T1 took the reference by find at erased.cpp:[[#@LINE+17]] in grow(Schedule&), and released M1 before it used it
// CHECK-NOT: Note:
// CHECK-NOT: WARNING
#include "references.h"

#include <map>

std::map<int, long> ages{{1, 1}, {2, 2}};

#ifdef RACE
constexpr int erased = 1;
#else
constexpr int erased = 2;
#endif

__attribute__((noinline)) void grow(Schedule &schedule) {
  schedule.mutex.lock();
  auto found = ages.find(1);
  schedule.mutex.unlock();
  schedule.pause();
  ++found->second;
}

__attribute__((noinline)) void forget() { ages.erase(erased); }

int main() { changeThenUse(grow, forget); }
