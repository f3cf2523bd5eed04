// RUN: rm -rf %t.d && mkdir %t.d && %mapsanxx -O0 %s -o %t
// RUN: %exits 66 %mapsan run -- %t > %t.out 2>&1 && FileCheck %s < %t.out
// RUN: %mapsan baseline %t.d/b.json accept $(grep -oE '[0-9a-f]{16}$' %t.out | head -1) --reason demo --owner ann
// RUN: %exits 0 %mapsan run --baseline %t.d/b.json -- %t 2>&1 | FileCheck %s --check-prefix=ACCEPTED
// Intent: the test case in which a race happens fails with the report in its output,
// and is named in the summary; the others pass; an accepted race fails none.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK-NEXT: Test: ages are added
// CHECK: test cases: 3 | 2 passed | 1 failed
// CHECK: == MapSan: 1 run, 1 race; 1 run failed
// CHECK: 1x new unordered {{.*}} ages ages are added
// ACCEPTED: test cases: 3 | 3 passed | 0 failed
// ACCEPTED: == MapSan: 1 run, 1 race (1 accepted)
#include "race.h"

#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <mapsan/doctest.h>

TEST_CASE("ages are none") { CHECK(ages.empty()); }

TEST_CASE("ages are added") {
  SUBCASE("by one") { CHECK(addAndCount()); }
  SUBCASE("by two") { CHECK(ages.size() == 1); }
}

TEST_CASE("ages are forgotten") { CHECK(ages.erase(1) == 1); }
