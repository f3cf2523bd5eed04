// RUN: rm -rf %t.d && mkdir %t.d && %mapsanxx -O1 %s -o %t -lgtest -lgtest_main
// RUN: %exits 66 %mapsan run -- %t --gtest_repeat=2 --gtest_filter=Ages.Are* 2>&1 | FileCheck %s --check-prefix=TWICE
// RUN: %exits 66 env GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX=0 %mapsan run --logs %t.d/one -- %t > %t.out 2>&1 && FileCheck %s --check-prefix=ONE < %t.out
// RUN: %exits 66 env GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX=1 %mapsan run --logs %t.d/two -- %t > %t.out 2>&1 && FileCheck %s --check-prefix=TWO < %t.out
// RUN: %exits 66 %mapsan report %t.d/one %t.d/two --format junit | FileCheck %s --check-prefix=SHARDS
// RUN: %exits 66 %mapsan run -- %t --gtest_catch_exceptions=0 --gtest_filter=Ages.AreThrown 2>&1 | FileCheck %s --check-prefix=DIES
// Intent: the test in which a race happens fails and is named when tests are
// repeated (a process reports a race once), in shards, and when the test throws,
// whether GoogleTest catches that or the program ends.
// TWICE: [  FAILED  ] Ages.AreAdded
// TWICE: Repeating all tests (iteration 2)
// TWICE: [       OK ] Ages.AreAdded
// TWICE: == MapSan: 1 run, 1 race; 1 run failed
// TWICE: ages Ages.AreAdded
// ONE: [  FAILED  ] Ages.AreAdded
// ONE-NOT: AreThrown
// ONE: 1x new unordered {{.*}} ages Ages.AreAdded
// TWO: C++ exception with description "thrown"
// TWO: WARNING: MapSan: concurrent map read and map write
// TWO-NEXT: Test: Ages.AreThrown
// TWO: [  FAILED  ] Ages.AreThrown
// TWO: 1x new unordered {{.*}} ages Ages.AreThrown
// SHARDS: tests="2" failures="2"
// SHARDS: name="Ages.AreAdded"
// SHARDS: name="Ages.AreThrown"
// DIES: == MapSan: 1 run, 1 race; 1 run failed
// DIES: Of 1 process no counts are known
// DIES: ages Ages.AreThrown
#include "race.h"

#include <mapsan/gtest.h>
#include <stdexcept>

TEST(Ages, AreAdded) { EXPECT_TRUE(addAndCount()); }

TEST(Ages, AreThrown) {
  EXPECT_TRUE(addAndCount());
  throw std::runtime_error("thrown");
}
