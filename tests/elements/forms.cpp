// RUN: %mapsanxx -O0 %s -o %t0 && env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 %s -o %t2 && env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %fixed
// Intent: an element is written and read in every way that people write it; each
// pair is a race of its own.
// CHECK-COUNT-25: WARNING: MapSan: concurrent element access
// CHECK-NOT: WARNING
// CHECK: MapSan: 25 races
#include "elements.h"

#include <map>

using Ages = std::map<int, int>;
volatile int seen;

const auto writers = [](auto &&each) {
  each([](Ages &ages) { ages[1] = 2; });
  each([](Ages &ages) { ages.at(1) += 2; });
  each([](Ages &ages) { ages.find(1)->second = 2; });
  each([](Ages &ages) {
    int &age = ages[1];
    age++;
  });
  each([](Ages &ages) {
    for (auto &entry : ages)
      entry.second = 2;
  });
};

const auto readers = [](auto &&each) {
  each([](const Ages &ages) { seen = ages.at(1); });
  each([](const Ages &ages) {
    auto found = ages.find(1);
    if (found != ages.end())
      seen = found->second;
  });
  each([](const Ages &ages) {
    const int &age = ages.at(1);
    seen = age;
  });
  each([](const Ages &ages) {
    for (const auto &[name, age] : ages)
      seen = age;
  });
  each([](const Ages &ages) {
    for (auto it = ages.begin(); it != ages.end(); ++it)
      seen = (*it).second;
  });
};

int main() {
  writers([](auto write) {
    readers([&](auto read) {
      Ages ages{{1, 1}};
      oneAfterTheOther([&] { write(ages); }, [&] { read(ages); });
    });
  });
}
