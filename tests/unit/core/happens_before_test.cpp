// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each edge by itself: one thread writes a map and gives it away by one means,
// another takes it. And the twin that lacks the edge.
#include "tests/unit/support/scenario.h"

#include <gtest/gtest.h>

using namespace mapsan;
using namespace mapsan::scenario;

namespace {

constexpr MemoryOrder kRelaxed = MemoryOrder::Relaxed,
                      kConsume = MemoryOrder::Consume,
                      kAcquire = MemoryOrder::Acquire,
                      kRelease = MemoryOrder::Release,
                      kBoth = MemoryOrder::AcquireRelease,
                      kSequential = MemoryOrder::Sequential;

struct HappensBeforeTest : testing::Test {
  World world;
  Actor main{world}, ann{main}, bob{main}, cid{main};
  Map map;
  Object flag, other;
  Lock lock;

  HappensBefore &order() { return world.order(); }
  void annWrites() { ASSERT_TRUE(ann.inserts(map)); }
  bool bobIsOrdered() { return bob.inserts(map); }
};

TEST_F(HappensBeforeTest, MutexOrders) {
  ann.locks(lock);
  annWrites();
  ann.unlocks(lock);
  bob.locks(lock);
  EXPECT_TRUE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, WritersOfASharedLockExcludeAll) {
  ann.locksExclusively(lock);
  annWrites();
  ann.unlocksExclusively(lock);
  bob.locksShared(lock);
  EXPECT_TRUE(bob.reads(map));
  bob.unlocksShared(lock);
  cid.locksShared(lock);
  EXPECT_TRUE(cid.reads(map));
  cid.unlocksShared(lock);
  ann.locksExclusively(lock);
  EXPECT_TRUE(ann.inserts(map));
}

TEST_F(HappensBeforeTest, SharedOwnersDoNotOrderEachOther) {
  ann.locksShared(lock);
  annWrites();
  ann.unlocksShared(lock);
  bob.locksShared(lock);
  EXPECT_FALSE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, SemaphoreOrders) {
  annWrites();
  ann.releases(flag);
  bob.acquires(flag);
  EXPECT_TRUE(bobIsOrdered());
}

// sync_table.h keeps one epoch for all objects of a cache line.
TEST_F(HappensBeforeTest, NeighboursAreToldApart) {
  alignas(64) char line[64];
  annWrites();
  order().release(*ann.clock, line);
  order().release(*bob.clock, line + 8);
  order().acquire(*cid.clock, line + 8);
  EXPECT_FALSE(cid.reads(map));
  order().acquire(*cid.clock, line);
  EXPECT_TRUE(cid.reads(map));
}

TEST_F(HappensBeforeTest, ANeighboursLaterReleaseIsNotAcquired) {
  alignas(64) char line[64];
  order().release(*ann.clock, line);
  annWrites();
  order().release(*ann.clock, line + 8);
  order().acquire(*bob.clock, line);
  EXPECT_FALSE(bob.reads(map));
  order().acquire(*bob.clock, line + 8);
  EXPECT_TRUE(bob.reads(map));
}

TEST_F(HappensBeforeTest,
       AnEarlierReleaseIsAcquiredBesideALaterOneThatIsKnown) {
  alignas(64) char line[64];
  annWrites();
  order().release(*ann.clock, line);
  Map second;
  ASSERT_TRUE(bob.inserts(second));
  order().release(*bob.clock, line + 8);
  order().acquire(*cid.clock, line + 8);
  order().acquire(*cid.clock, line);
  EXPECT_TRUE(cid.inserts(map));
  EXPECT_TRUE(cid.inserts(second));
}

TEST_F(HappensBeforeTest, ReleasesOfSeveralThreadsAddUp) {
  Map second;
  annWrites();
  ASSERT_TRUE(cid.inserts(second));
  ann.releases(flag);
  cid.releases(flag);
  bob.acquires(flag);
  EXPECT_TRUE(bob.inserts(map));
  EXPECT_TRUE(bob.inserts(second));
}

TEST_F(HappensBeforeTest, AnotherObjectOrdersNothing) {
  annWrites();
  ann.releases(flag);
  bob.acquires(other);
  EXPECT_FALSE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, DescriptorsAreObjects) {
  annWrites();
  order().release(*ann.clock, descriptorObject(5));
  order().acquire(*bob.clock, descriptorObject(5));
  EXPECT_TRUE(bob.reads(map));
  order().acquire(*cid.clock, descriptorObject(6));
  EXPECT_FALSE(cid.reads(map));
}

TEST_F(HappensBeforeTest, AForgottenObjectOrdersNothing) {
  annWrites();
  ann.releases(flag);
  order().forgetObject(&flag);
  bob.acquires(flag);
  EXPECT_FALSE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, MemoryGivenBackTakesItsObjectsAndTheirFacetsAlong) {
  ann.locksShared(lock);
  annWrites();
  ann.unlocksShared(lock);
  order().forgetRange(&lock, &lock + 1);
  bob.locksExclusively(lock);
  EXPECT_FALSE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, OrderIsHandedOn) {
  annWrites();
  ann.releases(flag);
  cid.acquires(flag);
  cid.releases(other);
  bob.acquires(other);
  EXPECT_TRUE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, OrderIsNotHandedBack) {
  ann.releases(flag);
  annWrites();
  bob.acquires(flag);
  EXPECT_FALSE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, DetachedThreadsAreNotOrderedAtTheirEnd) {
  Actor child(main);
  ASSERT_TRUE(child.inserts(map));
  main.detaches(child);
  child.ends();
  EXPECT_FALSE(main.reads(map));
}

TEST_F(HappensBeforeTest, ABarrierOrdersWhatLiesBeforeIt) {
  annWrites();
  const uint32_t a = order().barrierArrive(*ann.clock, &flag, 2);
  const uint32_t b = order().barrierArrive(*bob.clock, &flag, 2);
  order().barrierLeave(*bob.clock, &flag, b);
  EXPECT_TRUE(bobIsOrdered());
  order().barrierLeave(*ann.clock, &flag, a);
}

TEST_F(HappensBeforeTest, ABarrierDoesNotOrderWhatLiesBehindIt) {
  const uint32_t a = order().barrierArrive(*ann.clock, &flag, 2);
  const uint32_t b = order().barrierArrive(*bob.clock, &flag, 2);
  order().barrierLeave(*ann.clock, &flag, a);
  annWrites();
  order().barrierLeave(*bob.clock, &flag, b);
  EXPECT_FALSE(bobIsOrdered());
}

// Ann is already at the second round when Bob leaves the first.
TEST_F(HappensBeforeTest, RoundsOfABarrierAreKeptApart) {
  for (int round = 0; round < 5; ++round) {
    Map fresh;
    const uint32_t a = order().barrierArrive(*ann.clock, &flag, 2);
    const uint32_t b = order().barrierArrive(*bob.clock, &flag, 2);
    order().barrierLeave(*ann.clock, &flag, a);
    ASSERT_TRUE(ann.inserts(fresh));
    const uint32_t next = order().barrierArrive(*ann.clock, &flag, 2);
    order().barrierLeave(*bob.clock, &flag, b);
    EXPECT_FALSE(bob.reads(fresh)) << round;
    const uint32_t last = order().barrierArrive(*bob.clock, &flag, 2);
    order().barrierLeave(*bob.clock, &flag, last);
    EXPECT_TRUE(bob.reads(fresh)) << round;
    order().barrierLeave(*ann.clock, &flag, next);
    world.detector->forgetRange(&fresh, &fresh + 1);
  }
}

// Stores and loads of every order.
TEST_F(HappensBeforeTest, OnlyReleaseAndAcquireTogetherPublish) {
  for (const MemoryOrder store : {kRelaxed, kRelease, kSequential})
    for (const MemoryOrder load : {kRelaxed, kConsume, kAcquire, kSequential}) {
      World fresh;
      Actor first(fresh), second(first), third(first);
      Map published;
      Object atomic;
      ASSERT_TRUE(second.inserts(published));
      second.stores(atomic, store);
      third.loads(atomic, load);
      EXPECT_EQ(third.reads(published), store != kRelaxed && load != kRelaxed)
          << int(store) << " " << int(load);
    }
}

TEST_F(HappensBeforeTest, UpdatesPublishByTheirOrder) {
  const MemoryOrder kAll[] = {kRelaxed, kAcquire, kRelease, kBoth, kSequential};
  for (const MemoryOrder first : kAll)
    for (const MemoryOrder second : kAll) {
      World fresh;
      Actor main(fresh), one(main), two(main);
      Map published;
      Object atomic;
      ASSERT_TRUE(one.inserts(published));
      one.updates(atomic, first);
      two.updates(atomic, second);
      EXPECT_EQ(two.reads(published), releases(first) && acquires(second))
          << int(first) << " " << int(second);
    }
}

TEST_F(HappensBeforeTest, AReleaseSequenceGoesThroughRelaxedUpdates) {
  annWrites();
  ann.stores(flag, kRelease);
  cid.updates(flag, kRelaxed);
  bob.loads(flag, kAcquire);
  EXPECT_TRUE(bob.inserts(map));
  EXPECT_FALSE(cid.reads(map)); // who only counted learned nothing
}

TEST_F(HappensBeforeTest, RelaxedStoreBehindAReleaseFencePublishesTheFence) {
  annWrites();
  ann.fences(kRelease);
  ann.stores(flag, kRelaxed);
  bob.loads(flag, kAcquire);
  EXPECT_TRUE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, WhatLiesBehindTheFenceIsNotPublished) {
  ann.fences(kRelease);
  annWrites();
  ann.stores(flag, kRelaxed);
  bob.loads(flag, kAcquire);
  EXPECT_FALSE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, RelaxedLoadBeforeAnAcquireFenceAcquires) {
  annWrites();
  ann.stores(flag, kRelease);
  bob.loads(flag, kRelaxed);
  bob.fences(kAcquire);
  EXPECT_TRUE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, RelaxedLoadBehindAnAcquireFenceDoesNot) {
  annWrites();
  ann.stores(flag, kRelease);
  bob.fences(kAcquire);
  bob.loads(flag, kRelaxed);
  EXPECT_FALSE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, FencesOnBothSidesPublish) {
  annWrites();
  ann.fences(kRelease);
  ann.stores(flag, kRelaxed);
  bob.loads(flag, kRelaxed);
  bob.fences(kAcquire);
  EXPECT_TRUE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, RelaxedPublicationWithoutAFenceDoesNot) {
  annWrites();
  ann.stores(flag, kRelaxed);
  bob.loads(flag, kRelaxed);
  EXPECT_FALSE(bobIsOrdered());
}

// The second load finds the version it has collected already; the fence lies in
// between.
TEST_F(HappensBeforeTest, WhatAFenceHasAcquiredStaysAcquired) {
  annWrites();
  ann.stores(flag, kRelease);
  cid.stores(flag, kRelease); // joined
  bob.loads(flag, kRelaxed);
  bob.fences(kAcquire);
  bob.loads(flag, kRelaxed);
  bob.fences(kAcquire);
  EXPECT_TRUE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, AThreadRemembersWhereItLearnedLast) {
  annWrites();
  ann.releases(flag);
  bob.acquires(flag);
  bob.acquires(other);
  EXPECT_EQ(bob.clock->lastAcquired(), &flag);
}

TEST_F(HappensBeforeTest, JoiningADetachedThreadDoesNoHarm) {
  Actor child(main);
  main.detaches(child);
  child.ends();
  main.joins(child);
  main.joins(child);
  Actor first(main);
  main.joins(child); // whose slot First has got
  Actor second(main);
  EXPECT_NE(first.clock, second.clock);
}

TEST_F(HappensBeforeTest, AnAcquireFenceIsNoReleaseFence) {
  annWrites();
  ann.fences(kAcquire);
  ann.stores(flag, kRelaxed);
  bob.loads(flag, kAcquire);
  EXPECT_FALSE(bobIsOrdered());
}

TEST_F(HappensBeforeTest, ASequentialFenceIsBoth) {
  annWrites();
  ann.fences(kSequential);
  ann.stores(flag, kRelaxed);
  bob.loads(flag, kRelaxed);
  bob.fences(kSequential);
  EXPECT_TRUE(bobIsOrdered());
}

// The idiom of reference counts: the last one deletes.
TEST_F(HappensBeforeTest, ReferenceCountsOrderTheDeletion) {
  annWrites();
  ASSERT_TRUE(ann.reads(map));
  ann.updates(flag, kRelease);
  cid.updates(flag, kRelease);
  bob.updates(flag, kRelease);
  bob.fences(kAcquire);
  EXPECT_TRUE(bob.destroys(map));
}

TEST_F(HappensBeforeTest, AThreadThatOnlyCountsStaysInItsEpoch) {
  ann.stores(flag, kRelease);
  const Epoch before = ann.clock->now();
  for (int i = 0; i < 10; ++i)
    ann.stores(flag, kRelease);
  EXPECT_EQ(ann.clock->now(), before);
  annWrites();
  ann.stores(flag, kRelease);
  EXPECT_NE(ann.clock->now(), before);
}

TEST_F(HappensBeforeTest, ThreadsThatWereNotSeenBeingCreatedComeAfterAll) {
  annWrites();
  Actor stranger(world);
  EXPECT_TRUE(stranger.inserts(map));
  EXPECT_FALSE(ann.reads(map));
}

TEST_F(HappensBeforeTest, AThreadThatCouldNotBeCreatedLeavesNoTrace) {
  ThreadClock *never = order().openThread(main.clock);
  order().cancelThread(never);
  ASSERT_TRUE(main.inserts(map));
  Actor child(main);
  EXPECT_TRUE(child.reads(map));
}

TEST(HappensBefore, DoesNothingBeforeItsStart) {
  auto order = std::make_unique<HappensBefore>();
  EXPECT_EQ(order->openThread(nullptr), nullptr);
  order->forgetRange(nullptr, &order);
}

} // namespace
