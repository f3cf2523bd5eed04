// RUN: %mapsanxx -O0 %s -o %t0 && env RACE=1 %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 %s -o %t2 && env RACE=1 %exits 66 %t2 2>&1 | FileCheck %s
// RUN: env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %fixed
// RUN: %mapsanxx -O2 -DRACE %s $(%libcxx) -o %t2 && %exits 66 %t2 2>&1 | FileCheck %s
// CHECK: WARNING: MapSan: concurrent map iteration and map write
// Intent: walks that begin as end(), and those whose first iterator came in a pair:
// each is a race with the insertion between two of its steps, and none in locked
// chunks.
#include "iteration.h"

#include <iterator>
#include <memory>
#include <tuple>

// CHECK-DAG: #0 decremented(
void decremented(Ages &ages, Pause &pause) {
  for (auto at = ages.end(); at != ages.begin();) {
    --at;
    pause();
  }
}

// CHECK-DAG: #0 kept(
void kept(Ages &ages, Pause &pause) {
  auto at = std::make_unique<Ages::iterator>(ages.end());
  while (*at != ages.begin()) {
    --*at;
    pause();
  }
}

// CHECK-DAG: #0 reversed(
void reversed(Ages &ages, Pause &pause) {
  auto at = std::make_reverse_iterator(ages.cend());
  for (; at != std::make_reverse_iterator(ages.cbegin()); ++at)
    pause();
}

// CHECK-DAG: #0 constructed(
void constructed(Ages &ages, Pause &pause) {
  Ages::reverse_iterator at(ages.end()), end(ages.begin());
  for (; at != end; ++at)
    pause();
}

// CHECK-DAG: #0 inRange(
void inRange(Ages &ages, Pause &pause) {
  for (auto [at, end] = ages.equal_range(2); at != end; ++at)
    pause(), pause();
}

// CHECK-DAG: #0 insertedAt(
void insertedAt(Ages &ages, Pause &pause) {
  auto at = ages.insert({1, 30}).first;
  pause(), pause();
  ++at;
}

// CHECK-DAG: #0 triedAt(
void triedAt(Ages &ages, Pause &pause) {
  auto result = ages.try_emplace(1, 30);
  pause(), pause();
  ++result.first;
}

// CHECK-DAG: #0 bound(
void bound(Ages &ages, Pause &pause) {
  auto [at, isNew] = ages.insert_or_assign(1, 30);
  pause(), pause();
  ++at;
}

// CHECK-DAG: #0 tied(
void tied(Ages &ages, Pause &pause) {
  Ages::iterator at;
  bool isNew;
  std::tie(at, isNew) = ages.emplace(1, 30);
  pause(), pause();
  at++;
}

// CHECK-DAG: #0 putAway(
void putAway(Ages &ages, Pause &pause) {
  auto at = std::make_unique<Ages::iterator>(ages.insert({1, 30}).first);
  pause(), pause();
  ++*at;
}

__attribute__((noinline)) std::pair<Ages::iterator, bool> put(Ages &ages) {
  return ages.emplace(1, 30);
}

// In report mode the insertion itself is the first of the two that are unordered.
// CHECK-DAG: #0 {{returned|put}}(
void returned(Ages &ages, Pause &pause) {
  auto [at, isNew] = put(ages);
  pause(), pause();
  ++at;
}

int main() {
  for (auto walk : {decremented, kept, reversed, constructed, inRange,
                    insertedAt, triedAt, bound, tied, putAway, returned})
    insertDuring(walk);
}
