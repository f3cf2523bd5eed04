// RUN: %clangxx -O1 -g -fsanitize=thread -DCASE=0 %s -o %t && %exits 0 %t > %t.out 2>&1
// RUN: %clangxx -O1 -g -fsanitize=thread -DCASE=1 %s -o %t && %exits 0 %t > %t.out 2>&1
// RUN: %clangxx -O1 -g -fsanitize=thread -DCASE=2 %s -o %t && %exits 0 %t > %t.out 2>&1
// RUN: %mapsanxx -O1 -DCASE=0 %s -o %t && env MAPSAN_OPTIONS=mode=report %exits 66 %t 2>&1 | FileCheck %s --check-prefix=FIND
// RUN: %mapsanxx -O1 -DCASE=1 %s -o %t && env MAPSAN_OPTIONS=mode=report %exits 66 %t 2>&1 | FileCheck %s --check-prefix=ITERATE
// RUN: %mapsanxx -O1 -DCASE=2 %s -o %t && env MAPSAN_OPTIONS=mode=report %exits 66 %t 2>&1 | FileCheck %s --check-prefix=ERASE
// Intent: the tree code of std::map lies in libstdc++.so, where ThreadSanitizer
// does not look: it is silent on these. The maps do not rebalance near what is
// read, so nothing else gives them away.
// FIND: WARNING: MapSan: concurrent map read and map write
// FIND: Evidence: unordered
// ITERATE: WARNING: MapSan: concurrent map read and map write
// ITERATE: begin
// ITERATE: Evidence: unordered
// ERASE: WARNING: MapSan: concurrent map read and map write
// ERASE: Evidence: unordered
#include "mapsan_test.h"

#include <map>

std::map<int, int> ages;
Barrier first;

void writes() {
  if (CASE == 2)
    ages.erase(900);
  else
    ages.emplace(1000, 1);
  first.arrive();
}

int sum;

void reads() {
  first.wait();
  if (CASE == 1) {
    int steps = 0;
    for (auto it = ages.begin(); it != ages.end() && steps < 3; ++it, ++steps)
      sum += it->second;
  } else {
    sum += ages.find(3) != ages.end();
  }
}

int main() {
  for (int i = 0; i < 1000; ++i)
    ages.emplace(i, i);
  runBoth(writes, reads);
}
