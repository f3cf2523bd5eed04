// RUN: rm -rf %t.d && mkdir %t.d && %mapsanxx -O1 %s -o %t -lgtest -lgtest_main
// RUN: %exits 66 %mapsan run --logs %t.d/logs -- %t > %t.out 2>&1 && FileCheck %s < %t.out
// RUN: %exits 66 %mapsan report %t.d/logs --format junit | FileCheck %s --check-prefix=JUNIT
// RUN: %mapsan baseline %t.d/b.json accept $(grep -oE '[0-9a-f]{16}$' %t.out | head -1) --reason demo --owner ann
// RUN: %exits 0 %mapsan run --baseline %t.d/b.json -- %t 2>&1 | FileCheck %s --check-prefix=ACCEPTED
// RUN: %clangxx -O1 %s -o %t.plain -I%build/include -lgtest -lgtest_main && %t.plain | FileCheck %s --check-prefix=ALONE
// Intent: the test in which a race happens fails with the report in its output, and
// is named in the summary; its neighbours pass; an accepted race fails no test; all
// of it is nothing without the runtime.
// CHECK: [       OK ] Ages.AreCounted
// CHECK: [ RUN      ] Ages.AreAdded
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: [  FAILED  ] Ages.AreAdded
// CHECK: [       OK ] Ages.AreForgotten
// CHECK: == MapSan: 1 run, 1 race; 1 run failed
// CHECK: 1x new unordered {{.*}} ages Ages.AreAdded
// JUNIT: tests="1" failures="1"
// JUNIT: <testcase classname="MapSan" name="Ages.AreAdded">
// ACCEPTED: [  PASSED  ] 3 tests.
// ACCEPTED: == MapSan: 1 run, 1 race (1 accepted)
// ALONE: [  PASSED  ] 3 tests.
#include "mapsan_test.h"

#include <map>
#include <mapsan/gtest.h>

std::map<int, int> ages;
Barrier first;

TEST(Ages, AreCounted) { EXPECT_EQ(ages.size(), 0u); }

TEST(Ages, AreAdded) {
  std::thread one([] {
    ages.emplace(1, 30);
    first.arrive();
  });
  first.wait();
  EXPECT_EQ(ages.count(2), 0u);
  one.join();
}

TEST(Ages, AreForgotten) { ages.clear(); }
