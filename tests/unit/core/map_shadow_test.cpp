// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Schedules of operations on one map.
#include "tests/unit/support/scenario.h"

#include <gtest/gtest.h>

#include <deque>

using namespace mapsan;
using namespace mapsan::scenario;

namespace {

struct MapShadowTest : testing::Test {
  World world;
  Actor main{world}, ann{main}, bob{main};
  Map map;
  Lock lock;
};

TEST_F(MapShadowTest, ReadersDoNotConflict) {
  EXPECT_TRUE(ann.reads(map));
  EXPECT_TRUE(bob.reads(map));
}

TEST_F(MapShadowTest, AnInsertAfterAnUnorderedReadConflicts) {
  EXPECT_TRUE(ann.reads(map));
  EXPECT_FALSE(bob.inserts(map));
  EXPECT_EQ(bob.found.items[0].earlier.thread, ann.clock->number());
  EXPECT_EQ(bob.found.items[0].earlier.effect, Effect::Read);
  EXPECT_EQ(bob.found.items[0].nowChange.sizeBefore, 0u);
  EXPECT_EQ(bob.found.items[0].nowChange.sizeAfter, 1u);
}

TEST_F(MapShadowTest, AReadAfterAnUnorderedInsertConflicts) {
  EXPECT_TRUE(ann.inserts(map));
  EXPECT_FALSE(bob.reads(map));
  EXPECT_EQ(bob.found.items[0].earlier.outcome, Outcome::Changed);
  EXPECT_EQ(bob.found.items[0].earlierChange.sizeAfter, 1u);
  EXPECT_FALSE(bob.found.items[0].isOverlap);
}

TEST_F(MapShadowTest, OneThreadMayDoWhatItLikes) {
  EXPECT_TRUE(ann.constructs(map));
  EXPECT_TRUE(ann.inserts(map));
  EXPECT_TRUE(ann.iterates(map));
  EXPECT_TRUE(ann.erases(map));
  EXPECT_TRUE(ann.destroys(map));
}

TEST_F(MapShadowTest, TwoInsertsThatOverlapMeetAtTheEndOfTheSecond) {
  EXPECT_TRUE(ann.begins(map, Effect::Upsert));
  EXPECT_TRUE(bob.begins(map, Effect::Upsert));
  EXPECT_FALSE(ann.ends(map, Effect::Upsert, Changed::Yes, 1));
  EXPECT_TRUE(ann.found.items[0].isOverlap);
  EXPECT_EQ(ann.found.items[0].earlier.outcome, Outcome::Running);
  EXPECT_FALSE(bob.ends(map, Effect::Upsert, Changed::Yes, 1));
}

TEST_F(MapShadowTest, AClearIsFoundWhileItRuns) {
  EXPECT_TRUE(ann.begins(map, Effect::Write));
  EXPECT_FALSE(bob.reads(map));
  EXPECT_TRUE(bob.found.items[0].isOverlap);
}

TEST_F(MapShadowTest, AClearConflictsAtItsBegin) {
  EXPECT_TRUE(ann.reads(map));
  EXPECT_FALSE(bob.begins(map, Effect::Write));
}

TEST_F(MapShadowTest, AReadThatBeganBeforeAnInsertAndGoesOnConflicts) {
  EXPECT_TRUE(ann.begins(map, Effect::Iterate));
  EXPECT_FALSE(bob.inserts(map));
  EXPECT_EQ(bob.found.items[0].earlier.effect, Effect::Iterate);
  EXPECT_TRUE(bob.found.items[0].isOverlap);
}

TEST_F(MapShadowTest, APairIsNotFoundAtBeginAndAgainAtTheEnd) {
  EXPECT_TRUE(ann.inserts(map));
  EXPECT_FALSE(bob.begins(map, Effect::Upsert));
  EXPECT_TRUE(bob.ends(map, Effect::Upsert, Changed::Yes, 1));
}

TEST_F(MapShadowTest, OneLockOrdersWriters) {
  for (int i = 0; i < 3; ++i)
    for (Actor *each : {&ann, &bob}) {
      each->locks(lock);
      EXPECT_TRUE(each->inserts(map));
      each->unlocks(lock);
    }
}

TEST_F(MapShadowTest, TwoLocksDoNotOrderWriters) {
  Lock other;
  ann.locks(lock);
  EXPECT_TRUE(ann.inserts(map));
  ann.unlocks(lock);
  bob.locks(other);
  EXPECT_FALSE(bob.inserts(map));
}

TEST_F(MapShadowTest, AReadAfterUnlockingIsNotOrderedByTheLock) {
  ann.locks(lock);
  EXPECT_TRUE(ann.reads(map));
  ann.unlocks(lock);
  EXPECT_TRUE(ann.reads(map));
  bob.locks(lock);
  EXPECT_FALSE(bob.inserts(map));
}

TEST_F(MapShadowTest, CreationAndJoinOrder) {
  EXPECT_TRUE(main.inserts(map));
  Actor child(main);
  EXPECT_TRUE(child.inserts(map));
  child.ends();
  main.joins(child);
  EXPECT_TRUE(main.inserts(map));
}

TEST_F(MapShadowTest, WhatTheCreatorDoesAfterCreationIsNotOrdered) {
  Actor child(main);
  EXPECT_TRUE(main.inserts(map));
  EXPECT_FALSE(child.reads(map));
}

TEST_F(MapShadowTest, PublicationWithoutSynchronisationConflicts) {
  EXPECT_TRUE(ann.constructs(map));
  EXPECT_FALSE(bob.reads(map));
  EXPECT_EQ(bob.found.items[0].earlier.effect, Effect::Construct);
  EXPECT_EQ(bob.found.items[0].creation.thread, ann.clock->number());
}

TEST_F(MapShadowTest, PublicationUnderALockIsFine) {
  EXPECT_TRUE(ann.constructs(map));
  ann.locks(lock);
  ann.unlocks(lock);
  bob.locks(lock);
  EXPECT_TRUE(bob.reads(map));
}

TEST_F(MapShadowTest, AConstructorForgetsWhatWasThereBefore) {
  EXPECT_TRUE(ann.inserts(map));
  EXPECT_TRUE(bob.constructs(map));
  EXPECT_TRUE(bob.inserts(map));
}

TEST_F(MapShadowTest, DestructionConflictsWithUnorderedReaders) {
  EXPECT_TRUE(ann.reads(map));
  EXPECT_FALSE(bob.begins(map, Effect::Destroy));
  EXPECT_EQ(bob.found.items[0].now.effect, Effect::Destroy);
}

TEST_F(MapShadowTest, UseAfterAnUnorderedDestructionConflicts) {
  EXPECT_TRUE(ann.destroys(map));
  EXPECT_FALSE(bob.reads(map));
  EXPECT_EQ(bob.found.items[0].earlier.effect, Effect::Destroy);
}

TEST_F(MapShadowTest, MemoryGivenBackIsForgotten) {
  EXPECT_TRUE(ann.inserts(map));
  world.detector->forgetRange(&map, &map + 1);
  map.size = 0;
  EXPECT_TRUE(bob.inserts(map));
}

TEST_F(MapShadowTest, MemoryGivenOutAnewIsForgotten) {
  const size_t sizes[] = {64, 1000, 4096, 100'000};
  for (size_t bytes : sizes) {
    EXPECT_TRUE(ann.constructs(map));
    EXPECT_TRUE(ann.inserts(map));
    world.detector->forgetMapsOf(&map, bytes);
    map.size = 0;
    EXPECT_TRUE(bob.inserts(map)) << bytes;
  }
}

TEST_F(MapShadowTest, OtherMemoryGivenOutChangesNothing) {
  EXPECT_TRUE(ann.inserts(map));
  char *const begin = reinterpret_cast<char *>(&map);
  world.detector->forgetMapsOf(begin + 1, 63);
  world.detector->forgetMapsOf(begin - 48, 48);
  world.detector->forgetMapsOf(begin - 5000, 5000);
  EXPECT_FALSE(bob.inserts(map));
}

TEST_F(MapShadowTest, OtherMemoryGivenBackChangesNothing) {
  EXPECT_TRUE(ann.inserts(map));
  char *const begin = reinterpret_cast<char *>(&map);
  world.detector->forgetRange(begin - 4096, begin);
  world.detector->forgetRange(begin + 64, begin + 8192);
  EXPECT_FALSE(bob.inserts(map));
}

TEST_F(MapShadowTest, AHugeRangeGivenBackIsForgotten) {
  EXPECT_TRUE(ann.inserts(map));
  char *const begin = reinterpret_cast<char *>(&map);
  world.detector->forgetRange(begin - (uint64_t{1} << 32), begin + 1);
  map.size = 0;
  EXPECT_TRUE(bob.inserts(map));
}

TEST_F(MapShadowTest, AnUnseenChangeDropsTheHistory) {
  EXPECT_TRUE(ann.inserts(map));
  map.size += 5;
  EXPECT_TRUE(bob.inserts(map));
  EXPECT_EQ(world.detector->counts().droppedHistories, 1u);
}

TEST_F(MapShadowTest, ASizeThatMovesDuringAWriteIsNoUnseenChange) {
  EXPECT_TRUE(ann.begins(map, Effect::Upsert));
  ++map.size;
  EXPECT_TRUE(bob.reads(map));
  EXPECT_FALSE(ann.ends(map, Effect::Upsert, Changed::Yes, 0));
  EXPECT_EQ(world.detector->counts().droppedHistories, 0u);
}

TEST_F(MapShadowTest, AnAbandonedWriteNoLongerCountsAsOpen) {
  EXPECT_TRUE(ann.begins(map, Effect::Upsert));
  ann.abandons(map);
  EXPECT_TRUE(bob.reads(map));
  EXPECT_FALSE(ann.inserts(map));
  map.size += 5;
  EXPECT_TRUE(bob.reads(map));
  EXPECT_EQ(world.detector->counts().droppedHistories, 1u);
}

TEST_F(MapShadowTest, PresentKeysAreNotes) {
  EXPECT_TRUE(ann.findsPresent(map));
  EXPECT_TRUE(bob.reads(map));
  EXPECT_TRUE(bob.hasNote());
  EXPECT_TRUE(ann.findsPresent(map));
  EXPECT_TRUE(ann.hasNote());
}

TEST_F(MapShadowTest, PresentKeysUnderALockAreNothing) {
  for (Actor *each : {&ann, &bob, &ann}) {
    each->locks(lock);
    EXPECT_TRUE(each->findsPresent(map));
    EXPECT_EQ(each->found.count, 0u);
    each->unlocks(lock);
  }
}

TEST_F(MapShadowTest, APresentKeyAndAnUnorderedInsertConflict) {
  EXPECT_TRUE(ann.findsPresent(map));
  EXPECT_FALSE(bob.inserts(map));
  EXPECT_TRUE(bob.hasRace());
}

TEST_F(MapShadowTest, SafeOperationsOfConcurrentMapsMayOverlap) {
  EXPECT_TRUE(ann.usesSafely(map));
  EXPECT_TRUE(bob.usesSafely(map));
  EXPECT_FALSE(ann.usesExclusively(map));
}

TEST_F(MapShadowTest, ASafeOperationAfterAnUnorderedExclusiveOneConflicts) {
  EXPECT_TRUE(ann.usesExclusively(map));
  EXPECT_FALSE(bob.usesSafely(map));
}

TEST_F(MapShadowTest, TheSizeOfAConcurrentMapMayChangeUnseen) {
  EXPECT_TRUE(ann.usesExclusively(map));
  map.size += 3;
  EXPECT_FALSE(bob.usesSafely(map));
  EXPECT_EQ(world.detector->counts().droppedHistories, 0u);
}

// Every effect against every other, one after the other and unordered: what is
// found is what verdict.h says of two that overlap.
TEST_F(MapShadowTest, JudgesAsOverlapsAreJudged) {
  std::deque<Map> maps;
  for (const Effect first :
       {Effect::Read, Effect::ReadAll, Effect::Upsert, Effect::Assign,
        Effect::Erase, Effect::Write, Effect::Destroy, Effect::Iterate,
        Effect::Safe, Effect::Exclusive})
    for (const Effect second :
         {Effect::None, Effect::Read, Effect::ReadAll, Effect::Upsert,
          Effect::Assign, Effect::Erase, Effect::Write, Effect::Destroy,
          Effect::Iterate, Effect::Safe, Effect::Exclusive})
      for (const Changed one : {Changed::No, Changed::Yes, Changed::Unknown})
        for (const Changed two :
             {Changed::No, Changed::Yes, Changed::Unknown}) {
          const auto outcome = [](Changed changed) {
            return changed == Changed::Yes  ? Outcome::Changed
                   : changed == Changed::No ? Outcome::Unchanged
                                            : Outcome::Unobservable;
          };
          Map &fresh = maps.emplace_back();
          ASSERT_TRUE(ann.does(fresh, first, one, 0));
          bob.does(fresh, second, two, 0);
          const Verdict due =
              judge({first, outcome(one)}, {second, outcome(two)}, false);
          EXPECT_EQ(bob.hasRace(), due == Verdict::Race)
              << effectName(first) << " " << effectName(second);
          EXPECT_EQ(bob.hasNote(), due == Verdict::Note)
              << effectName(first) << " " << effectName(second);
        }
}

// 32 readers, one of them without the lock.
TEST_F(MapShadowTest, TheOneReaderWithoutTheLockIsFoundAmongMany) {
  std::deque<Actor> readers;
  for (int i = 0; i < 32; ++i)
    readers.emplace_back(main);
  for (int round = 0; round < 3; ++round)
    for (int i = 0; i < 32; ++i) {
      if (i != 7)
        readers[i].locks(lock);
      EXPECT_TRUE(readers[i].reads(map));
      if (i != 7)
        readers[i].unlocks(lock);
    }
  ann.locks(lock);
  EXPECT_FALSE(ann.inserts(map));
  ASSERT_EQ(ann.found.count, 1u);
  EXPECT_EQ(ann.found.items[0].earlier.thread, readers[7].clock->number());
  EXPECT_NE(ann.found.items[0].earlier.stack, 0u);
}

// More unordered readers than there are records: each is found, with its stack,
// because its thread remembers it.
TEST_F(MapShadowTest, ACrowdOfReadersIsRemembered) {
  for (int guilty = 0; guilty < 32; ++guilty) {
    Map shared;
    std::deque<Actor> readers;
    for (int i = 0; i < 32; ++i)
      readers.emplace_back(main);
    for (Actor &each : readers)
      EXPECT_TRUE(each.reads(shared));
    Actor writer(main);
    for (int i = 0; i < 32; ++i) {
      readers[i].ends();
      if (i != guilty)
        writer.joins(readers[i]);
    }
    EXPECT_FALSE(writer.inserts(shared));
    ASSERT_EQ(writer.found.count, 1u);
    EXPECT_EQ(writer.found.items[0].earlier.thread,
              readers[guilty].clock->number());
    EXPECT_NE(writer.found.items[0].earlier.stack, 0u);
    world.detector->forgetRange(&shared, &shared + 1);
  }
}

TEST_F(MapShadowTest, RepeatedReadsNeedNoLock) {
  EXPECT_TRUE(ann.reads(map));
  EXPECT_TRUE(world.detector->isRepeated(*ann.clock, &map, Effect::ReadAll));
  EXPECT_FALSE(world.detector->isRepeated(*ann.clock, &map, Effect::Upsert));
  // No stronger than the find before it, but a report is to say "iteration".
  EXPECT_FALSE(world.detector->isRepeated(*ann.clock, &map, Effect::Iterate));
  EXPECT_FALSE(world.detector->isRepeated(*bob.clock, &map, Effect::Read));
  ann.locks(lock);
  ann.unlocks(lock); // a new epoch
  EXPECT_FALSE(world.detector->isRepeated(*ann.clock, &map, Effect::Read));
}

// Ann's second insert comes without a stack, because her first has one.
TEST_F(MapShadowTest, ARepetitionKeepsTheStackOfTheFirst) {
  ASSERT_TRUE(ann.inserts(map));
  ASSERT_FALSE(bob.reads(map));
  const uint32_t stack = bob.found.items[0].earlier.stack;
  ASSERT_NE(stack, 0u);
  ASSERT_TRUE(world.detector->hasRecord(*ann.clock, &map, Effect::Upsert));
  ann.keepsStacks = false;
  EXPECT_FALSE(ann.inserts(map));
  EXPECT_FALSE(bob.reads(map));
  EXPECT_EQ(bob.found.items[0].earlier.stack, stack);
}

TEST_F(MapShadowTest, AReadIsNoRepetitionAfterAForeignWrite) {
  EXPECT_TRUE(ann.reads(map));
  EXPECT_FALSE(bob.inserts(map));
  EXPECT_FALSE(ann.reads(map));
}

TEST_F(MapShadowTest, AReadAfterAnOwnWriteIsARepetition) {
  EXPECT_TRUE(ann.inserts(map));
  EXPECT_TRUE(world.detector->isRepeated(*ann.clock, &map, Effect::Read));
  EXPECT_TRUE(world.detector->hasRecord(*ann.clock, &map, Effect::Upsert));
}

TEST_F(MapShadowTest, ForgottenHistoryFindsNothing) {
  EXPECT_TRUE(ann.inserts(map));
  EXPECT_TRUE(ann.reads(map));
  world.order().forgetHistory();
  EXPECT_TRUE(bob.inserts(map));
  EXPECT_FALSE(ann.reads(map));
}

TEST_F(MapShadowTest, TheReleaseThatWasNotAcquiredIsNamed) {
  EXPECT_TRUE(ann.inserts(map));
  ann.locks(lock);
  ann.unlocks(lock);
  EXPECT_FALSE(bob.reads(map));
  EXPECT_EQ(ann.clock->releaseAfter(bob.found.items[0].earlier.epoch).object,
            &lock);
}

TEST_F(MapShadowTest, AForkedChildStartsAfresh) {
  EXPECT_TRUE(ann.inserts(map));
  bob.clock = world.detector->restart();
  ASSERT_NE(bob.clock, nullptr);
  EXPECT_TRUE(bob.inserts(map));
  Actor child(bob);
  EXPECT_TRUE(bob.inserts(map));
  EXPECT_FALSE(child.reads(map));
}

} // namespace
