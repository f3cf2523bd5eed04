// RUN: %mapsanxx -O0 %s -o %t0 && env RACE=1 %exits 66 %t0 2>&1 | FileCheck %s
// RUN: env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 %s -o %t2 && env RACE=1 %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %fixed
// Intent: loops that erase as they go step over the map like any other: a race
// with the insertion between two steps, and none in locked chunks.
#include "iteration.h"

#include <memory>
#include <unordered_map>

// CHECK-DAG: #0 void byStepBefore<std::map<
// CHECK-DAG: #0 void byStepBefore<std::unordered_map<
template <typename Map> void byStepBefore(Map &ages, Pause &pause) {
  for (auto at = ages.begin(); at != ages.end();) {
    pause();
    if (at->first == 2)
      ages.erase(at++);
    else
      ++at;
  }
}

// CHECK-DAG: #0 void byResult<std::map<
// CHECK-DAG: #0 void byResult<std::unordered_map<
template <typename Map> void byResult(Map &ages, Pause &pause) {
  for (auto at = ages.begin(); at != ages.end();) {
    pause();
    if (at->first != 2)
      at = ages.erase(at);
    else
      ++at;
  }
}

// CHECK-DAG: #0 void keptByResult<std::map<
// CHECK-DAG: #0 void keptByResult<std::unordered_map<
template <typename Map> void keptByResult(Map &ages, Pause &pause) {
  auto at = std::make_unique<typename Map::iterator>(ages.begin());
  while (*at != ages.end()) {
    pause();
    if ((*at)->first != 2)
      *at = ages.erase(*at);
    else
      ++*at;
  }
}

int main() {
  for (auto walk : {byStepBefore<Ages>, byResult<Ages>, keptByResult<Ages>})
    insertDuring(walk);
  using Table = std::unordered_map<int, int>;
  for (auto walk : {byStepBefore<Table>, byResult<Table>, keptByResult<Table>})
    insertDuring(walk);
}
