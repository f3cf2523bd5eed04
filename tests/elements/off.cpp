// RUN: %mapsanxx -DRACE -fplugin-arg-mapsan-elements=off %s -o %t && env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: %mapsanxx -DRACE -fplugin-arg-mapsan-elements=local %s -o %t && env MAPSAN_OPTIONS=mode=report %exits 66 %t 2>&1 | FileCheck %s
// RUN: not %mapsanxx -fplugin-arg-mapsan-elements=all %s -o %t 2>&1 | FileCheck %s --check-prefix=BAD
// Intent: elements=off leaves elements alone.
// CHECK: concurrent element access
// BAD: option 'elements' is 'local', 'deep' or 'off', not 'all'
#include "elements.h"

#include <map>

int main() {
  std::map<int, int> ages{{1, 1}};
  oneAfterTheOther([&] { ages.at(1) = 2; }, [&] { ages.at(1) = 3; });
}
