// RUN: %mapsanxx -O1 %s -o %t -lgtest -lgtest_main
// RUN: %exits 66 %mapsan run -- %t > %t.out 2>&1 && FileCheck %s < %t.out
// RUN: %exits 66 %mapsan run -- %t --gtest_death_test_style=threadsafe > %t.out 2>&1 && FileCheck %s < %t.out
// Intent: a death test passes by what it says, and the race of its child, forked or
// started anew, is there under the test's name.
// CHECK: [  PASSED  ] 2 tests.
// CHECK: == MapSan: 1 run, 1 race
// CHECK: 1x new unordered {{.*}} ages AgesDeathTest.Ends
#include "race.h"

#include <mapsan/gtest.h>

TEST(Ages, AreNone) { EXPECT_TRUE(ages.empty()); }

TEST(AgesDeathTest, Ends) {
  EXPECT_EXIT(exit(addAndCount() ? 3 : 4), testing::ExitedWithCode(3), "");
}
