// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory of elements that goes back to the allocator inside an operation.
#include "tests/unit/support/scenario.h"

#include <gtest/gtest.h>

using namespace mapsan;
using namespace mapsan::scenario;

namespace {

class Freed : public testing::Test {
protected:
  Freed() {
    ann.constructs(map);
    ann.locks(lock);
    ann.inserts(map);
    ann.unlocks(lock);
    bob.locks(lock);
    bob.inserts(map);
    bob.unlocks(lock);
  }
  World world;
  Actor ann{world}, bob{ann};
  Map map, other;
  Lock lock;
  alignas(64) char memory[4096] = {};
};

TEST_F(Freed, AnEarlierUseIsARace) {
  EXPECT_TRUE(ann.readsElement(map, memory + 32));
  EXPECT_FALSE(bob.frees(map, memory, 48));
  EXPECT_TRUE(bob.frees(map, memory, 48)) << "nothing is left of it";
}

TEST_F(Freed, ALaterUseIsARace) {
  EXPECT_TRUE(bob.frees(map, memory + 16, 48));
  EXPECT_FALSE(ann.readsElement(map, memory + 60, 4));
  EXPECT_TRUE(ann.readsElement(map, memory + 64, 4)) << "behind the block";
  EXPECT_TRUE(ann.readsElement(map, memory + 12, 4)) << "before the block";
}

TEST_F(Freed, ALargeBlockIsFound) {
  EXPECT_TRUE(bob.frees(map, memory, sizeof memory));
  EXPECT_FALSE(ann.writesElement(map, memory + 2000));
}

TEST_F(Freed, ALockOrders) {
  ann.locks(lock);
  EXPECT_TRUE(ann.writesElement(map, memory));
  ann.unlocks(lock);
  bob.locks(lock);
  EXPECT_TRUE(bob.frees(map, memory, 48));
  bob.unlocks(lock);
  ann.locks(lock);
  EXPECT_TRUE(ann.writesElement(map, memory))
      << "another one, made there since";
  ann.unlocks(lock);
}

TEST_F(Freed, WhatAnotherMapHadThereIsItsOwnMatter) {
  bob.reads(other);
  EXPECT_TRUE(ann.writesElement(other, memory));
  EXPECT_TRUE(bob.frees(map, memory, 48));
  EXPECT_TRUE(ann.writesElement(other, memory));
}

TEST_F(Freed, AMapBuiltAnewHasFreedNothing) {
  EXPECT_TRUE(bob.frees(map, memory, 48));
  ann.constructs(map);
  EXPECT_TRUE(ann.writesElement(map, memory));
}

TEST_F(Freed, MemoryGivenOutAnewHasNoUsers) {
  EXPECT_TRUE(ann.writesElement(map, memory));
  world.detector->forgetMapsOf(memory, 48);
  EXPECT_TRUE(bob.frees(map, memory, 48));
}

TEST_F(Freed, HistoryThatIsForgottenIsForgottenHere) {
  EXPECT_TRUE(bob.frees(map, memory, 48));
  world.detector->order().forgetHistory();
  EXPECT_TRUE(ann.writesElement(map, memory));
}

} // namespace
