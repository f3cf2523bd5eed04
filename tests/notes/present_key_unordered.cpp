// RUN: %mapsanxx -O1 %s -o %t
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t present 2>&1 | FileCheck %s --check-prefixes=NOTE,PRESENT
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t absent 2>&1 | FileCheck %s --check-prefixes=NOTE,ABSENT
// RUN: env MAPSAN_OPTIONS=mode=report:strict=1 %exits 66 %t present 2>&1 | FileCheck %s --check-prefix=STRICT
// RUN: env MAPSAN_OPTIONS=mode=report:strict=1 %exits 66 %t absent 2>&1 | FileCheck %s --check-prefix=STRICT
// RUN: env MAPSAN_OPTIONS=mode=report:strict=1 %exits 0 %t ordered > %t.out 2>&1 && %silent %t.out
// Intent: two operations that may write and changed nothing, with no order between them: a note in
// report mode too, and a race to the letter of the standard with strict=1.
// NOTE-NOT: WARNING
// PRESENT: MapSan: note: concurrent map writes is possible: operator[]{{.*}}(was present)
// ABSENT: MapSan: note: concurrent map writes is possible: erase{{.*}}(was absent)
// NOTE: MapSan: 0 races and 1 note
// STRICT: WARNING: MapSan: concurrent map writes
// STRICT: Evidence: unordered
#include "mapsan_test.h"

#include <map>
#include <mutex>
#include <string>

std::map<int, int> ages{{1, 30}, {5, 50}};
std::mutex lock;
Barrier first;

int main(int, char **arguments) {
  const std::string how = arguments[1];
  const auto use = [&](int key) {
    std::unique_lock<std::mutex> guard(lock, std::defer_lock);
    if (how == "ordered")
      guard.lock();
    how == "absent" ? (void)ages.erase(key + 100) : (void)ages[key];
  };
  runBoth(
      [&] {
        use(1);
        first.arrive();
      },
      [&] {
        first.wait();
        use(5);
      });
}
