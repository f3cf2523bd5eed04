// RUN: %mapsanxx -O0 %s -o %t0 && env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck --check-prefixes=CHECK,CALLER %s
// RUN: %mapsanxx -O2 %s -o %t2 && env RACE=1 MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %fixed
// Intent: a copy of a whole map, and a comparison that finds two maps equal, read
// every element, before or after another thread writes one. A comparison that finds
// a difference may not have come so far; copies of values may lock.
// CHECK: WARNING: MapSan: concurrent element access
// CHECK-NEXT: Map: 'settings' ({{.*}}whole.cpp:[[#@LINE+30]]), std::map<int, std::string>
// CHECK-NEXT: Read by thread {{.*}}, holding no lock: copy on element of key 7
// CHECK-NEXT: #0 snapshot() {{.*}}whole.cpp:[[#@LINE+33]]
// CALLER-NEXT: #1
// CHECK: Previous write by thread {{.*}}, holding no lock: operator= on element of key 7
// CHECK-NEXT: #0 change() {{.*}}whole.cpp:[[#@LINE+29]]
// CHECK: WARNING: MapSan: concurrent element access
// CHECK: Read by thread {{.*}}: operator== on element of key 3
// CHECK-NEXT: #0 isSame() {{.*}}whole.cpp:[[#@LINE+30]]
// CHECK: Previous write by thread {{.*}}: element of key 3
// CHECK: WARNING: MapSan: concurrent element access
// CHECK: Write by thread {{.*}}: element of key 2
// CHECK: Previous read by thread {{.*}}: copy on element of key 2
// CHECK-NOT: WARNING
// CHECK: MapSan: 3 races
#include "elements.h"

#include <map>
#include <string>
#include <unordered_map>

#define APART __attribute__((noinline))

struct Locking {
  Locking() = default;
  Locking(const Locking &other) : value(other.value) {} // under a lock
  Locking &operator=(const Locking &) = default;
  long value = 0;
};

std::map<int, std::string> settings;
std::unordered_map<int, long> ages, same, other;
std::map<int, Locking> guarded;

APART void change() { settings.find(7)->second = "off"; }
APART void snapshot() { std::map<int, std::string> copy(settings); }

APART void grow() { ages.find(3)->second = 0; }
APART bool isSame() { return ages == same; }

APART void growOther() { other.find(3)->second = 1; }
APART bool isOther() { return ages == other; }

APART void copyOther() { same = other; }
APART void growAgain() { ++other.at(2); }

APART void guard() { guarded.find(3)->second.value = 1; }
APART void copyGuarded() { auto copy = guarded; }

int main() {
  for (int i = 0; i < 10; ++i) {
    settings[i] = "on";
    ages[i] = same[i] = other[i] = 0;
    guarded[i];
  }
  oneAfterTheOther(change, snapshot);
  oneAfterTheOther(grow, isSame);
  oneAfterTheOther(growOther, isOther);
  oneAfterTheOther([] { (void)other.size(); }, [] { (void)other.size(); });
  oneAfterTheOther(copyOther, growAgain);
  oneAfterTheOther(guard, copyGuarded);
}
