// RUN: %mapsanxx -O0 %s -o %t0 && env RACE=1 %exits 66 %t0 2>&1 | FileCheck %s
// RUN: env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck --check-prefix=REPORT %s
// RUN: %mapsanxx -O2 %s -o %t2 && env RACE=1 %exits 66 %t2 2>&1 | FileCheck %s
// RUN: env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck --check-prefix=REPORT %s
// RUN: %fixed
// Intent: iterators that are kept anywhere but in a variable of the function that
// got them: each walk is a race with the insertion between two of its steps, and
// none if it is in locked chunks.
#include "iteration.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

struct Cursor {
  Ages::iterator at;
};

void inObject(Ages &ages, Pause &pause) {
  auto cursor = std::make_unique<Cursor>(Cursor{ages.begin()});
  for (; cursor->at != ages.end(); ++cursor->at)
    pause();
}

__attribute__((noinline)) void advance(Cursor &cursor) { ++cursor.at; }

void byReference(Ages &ages, Pause &pause) {
  for (Cursor cursor{ages.find(1)}; cursor.at != ages.end(); advance(cursor))
    pause();
}

void inContainer(Ages &ages, Pause &pause) {
  std::vector<Ages::iterator> kept;
  for (kept.push_back(ages.begin()); kept[0] != ages.end(); kept[0]++)
    pause();
}

void captured(Ages &ages, Pause &pause) {
  auto step = [at = ages.begin()]() mutable { ++at; };
  for (int i = 0; i < 3; ++i, step())
    pause();
}

void capturedByReference(Ages &ages, Pause &pause) {
  auto at = ages.begin();
  std::function<void()> step = [&at] { ++at; };
  for (int i = 0; i < 3; ++i, step())
    pause();
}

__attribute__((noinline)) Ages::iterator firstOf(Ages &ages) {
  return ages.begin();
}

void returned(Ages &ages, Pause &pause) {
  for (auto at = firstOf(ages); at != ages.end(); ++at)
    pause();
}

struct Adults {
  Ages &ages;
  Ages::const_iterator begin() const { return ages.begin(); }
  Ages::const_iterator end() const { return ages.end(); }
};

void inRange(Ages &ages, Pause &pause) {
  for (const auto &[name, age] : Adults{ages})
    pause();
}

void reversed(Ages &ages, Pause &pause) {
  for (auto at = ages.rbegin(); at != ages.rend(); ++at)
    pause();
}

void forEach(Ages &ages, Pause &pause) {
  std::for_each(ages.begin(), ages.end(), [&](auto &) { pause(); });
}

void findReversed(Ages &ages, Pause &pause) {
  (void)std::find_if(ages.crbegin(), ages.crend(), [&](auto &) {
    pause();
    return false;
  });
}

using Table = std::unordered_map<int, int>;

void countHashed(Table &ages, Pause &pause) {
  (void)std::count_if(ages.begin(), ages.end(), [&](auto &) {
    pause();
    return true;
  });
}

void onwards(Ages &ages, Pause &pause) {
  auto at = ages.begin();
  pause();
  std::advance(at, 1);
  pause();
  ++at;
}

void foundBefore(Ages &ages, Pause &pause) {
  auto at = std::find_if(ages.begin(), ages.end(),
                         [](auto &entry) { return entry.first > 1; });
  pause();
  ++at;
  pause();
  ++at;
}

int main() {
  for (auto walk : {inObject, byReference, inContainer, captured,
                    capturedByReference, returned, inRange, reversed, forEach,
                    findReversed, onwards, foundBefore})
    insertDuring(walk);
  insertDuring(countHashed);
}
// CHECK-COUNT-13: WARNING: MapSan: concurrent map iteration and map write
// CHECK-NOT: WARNING
// REPORT-COUNT-13: WARNING: MapSan: concurrent map iteration and map write
// REPORT-NOT: WARNING
// REPORT: MapSan: 13 races
