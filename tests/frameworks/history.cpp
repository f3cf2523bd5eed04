// RUN: %mapsanxx -O1 %s -o %t -lgtest -lgtest_main
// RUN: %exits 66 %mapsan run -- %t > %t.out 2>&1 && FileCheck %s < %t.out
// Intent: that a report went to the test's output changes nothing of what is known:
// a second race of the same two threads is found after it.
// CHECK: == MapSan: 1 run, 2 races
// CHECK: ages People.AreKnown
// CHECK: names People.AreKnown
#include "race.h"

#include <mapsan/gtest.h>

std::map<int, int> names;

TEST(People, AreKnown) {
  Barrier added;
  std::thread writer([&] {
    ages.emplace(1, 30);
    names.emplace(1, 40);
    added.arrive();
  });
  std::thread reader([&] {
    added.wait();
    EXPECT_EQ(ages.count(1), 1u);
    EXPECT_EQ(names.count(1), 1u);
  });
  writer.join();
  reader.join();
}
