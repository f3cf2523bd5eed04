// RUN: %mapsanxx -std=c++20 -O0 %s -o %t0 && env RACE=1 %exits 66 %t0 2>&1 | FileCheck %s
// RUN: env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -std=c++20 -O2 %s -o %t2 && env RACE=1 %exits 66 %t2 2>&1 | FileCheck %s
// RUN: env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %fixed
// UNSUPPORTED: llvm-14
// Intent: views of a map and range algorithms step over it: each is a race with
// the insertion between two steps, and none in locked chunks.
#include "iteration.h"

#include <algorithm>
#include <ranges>

void values(Ages &ages, Pause &pause) {
  for (int age : ages | std::views::values)
    pause();
}

void filtered(Ages &ages, Pause &pause) {
  auto isAdult = [](const auto &entry) { return entry.second > 17; };
  for (auto &[name, age] : ages | std::views::filter(isAdult))
    pause();
}

void dropped(Ages &ages, Pause &pause) {
  auto view = ages | std::views::drop(1) |
              std::views::transform([](auto &entry) { return entry.second; });
  for (int age : view)
    pause();
}

void reversed(Ages &ages, Pause &pause) {
  for (auto &[name, age] : ages | std::views::reverse)
    pause();
}

void rangesForEach(Ages &ages, Pause &pause) {
  std::ranges::for_each(ages, [&](auto &) { pause(); });
}

int main() {
  for (auto walk : {values, filtered, dropped, reversed, rangesForEach})
    insertDuring(walk);
}
// CHECK-COUNT-5: WARNING: MapSan: concurrent map iteration and map write
// CHECK-NOT: WARNING
