// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the detector knows more order than the C++ memory model has: one test
// for each line of the list in runtime/core/happens_before.h. All of them lose
// a report; none may make one. A test that fails because a race is found is good
// news: change the list.
#include "tests/unit/support/scenario.h"

#include <gtest/gtest.h>

#include <deque>

using namespace mapsan;
using namespace mapsan::scenario;

namespace {

constexpr MemoryOrder kRelaxed = MemoryOrder::Relaxed,
                      kAcquire = MemoryOrder::Acquire,
                      kRelease = MemoryOrder::Release;

struct CoarserTest : testing::Test {
  World world;
  Actor main{world}, ann{main}, bob{main}, cid{main};
  Map map;
  Object flag, other;
  Lock lock;
};

// Bob reads Cid's value, which Ann's release does not head.
TEST_F(CoarserTest, RelaxedStoresLeaveWhatIsPublished) {
  ASSERT_TRUE(ann.inserts(map));
  ann.stores(flag, kRelease);
  cid.stores(flag, kRelaxed);
  bob.loads(flag, kAcquire);
  EXPECT_TRUE(bob.reads(map));
}

TEST_F(CoarserTest, ReleaseStoresJoinThoseOfOthers) {
  ASSERT_TRUE(ann.inserts(map));
  ann.stores(flag, kRelease);
  cid.stores(flag, kRelease);
  bob.loads(flag, kAcquire);
  EXPECT_TRUE(bob.reads(map));
}

// Bob has read the value before Ann's; Ann comes in between.
TEST_F(CoarserTest, AnAcquireGetsWhatIsPublishedNow) {
  ASSERT_TRUE(ann.inserts(map));
  // Bob loads here.
  ann.stores(flag, kRelease);
  bob.loads(flag, kAcquire);
  EXPECT_TRUE(bob.reads(map));
}

// Ann is told to be about to store, but has not stored yet.
TEST_F(CoarserTest, AnUpdateAcquiresWhatIsAnnounced) {
  ASSERT_TRUE(ann.inserts(map));
  ann.stores(flag, kRelease);
  bob.updates(flag, MemoryOrder::AcquireRelease);
  // Ann stores here.
  EXPECT_TRUE(bob.reads(map));
}

TEST_F(CoarserTest, AFailedExchangePublishes) {
  ASSERT_TRUE(ann.inserts(map));
  world.order().atomicUpdating(*ann.clock, &flag, kRelease);
  world.order().atomicLoaded(*ann.clock, &flag, kRelaxed); // it failed
  bob.loads(flag, kAcquire);
  EXPECT_TRUE(bob.reads(map));
}

// Dee gets the slot of Ann, whose end Main has not seen. Who has seen Dee counts
// as having seen Ann.
TEST_F(CoarserTest, LaterThreadsOfASlotStandForEarlierOnes) {
  std::deque<Actor> detached;
  ThreadClock *const slot = ann.clock;
  ASSERT_TRUE(ann.inserts(map));
  main.detaches(ann);
  ann.ends();
  for (int i = 0; i < 1000; ++i) {
    Actor &dee = detached.emplace_back(main);
    if (dee.clock == slot) {
      dee.releases(flag);
      bob.acquires(flag);
      EXPECT_TRUE(bob.reads(map));
      return;
    }
    main.detaches(dee);
    dee.ends();
  }
  FAIL() << "the slot was not given again";
}

// But Dee herself is told apart from Ann.
TEST_F(CoarserTest, ThreadsOfOneSlotAreToldApart) {
  ThreadClock *const slot = ann.clock;
  const uint32_t number = ann.clock->number();
  ASSERT_TRUE(ann.inserts(map));
  main.detaches(ann);
  ann.ends();
  std::deque<Actor> detached;
  for (int i = 0; i < 1000; ++i) {
    Actor &dee = detached.emplace_back(main);
    if (dee.clock == slot) {
      EXPECT_FALSE(dee.reads(map));
      ASSERT_EQ(dee.found.count, 1u);
      EXPECT_EQ(dee.found.items[0].earlier.thread, number);
      EXPECT_NE(dee.clock->number(), number);
      return;
    }
    main.detaches(dee);
    dee.ends();
  }
  FAIL() << "the slot was not given again";
}

// The edges of a former thread must stay edges: Dee continues Ann's time, and
// who knows Dee's time is believed to know what Ann had acquired.
TEST_F(CoarserTest, ALaterThreadOfASlotLosesNoEdgeOfTheEarlierOne) {
  ThreadClock *const slot = ann.clock;
  ASSERT_TRUE(cid.inserts(map));
  cid.releases(other);
  ann.acquires(other);
  ann.releases(lock);
  main.detaches(ann);
  ann.ends();
  std::deque<Actor> detached;
  for (int i = 0; i < 1000; ++i) {
    Actor &dee = detached.emplace_back(main);
    if (dee.clock == slot) {
      Map mine;
      dee.inserts(mine);
      dee.releases(flag);
      bob.acquires(flag); // knows a late time of the slot
      bob.acquires(lock); // Ann's release: nothing new by its time
      EXPECT_TRUE(bob.reads(map));
      return;
    }
    main.detaches(dee);
    dee.ends();
  }
  FAIL() << "the slot was not given again";
}

// Nor does she take her own release beside Ann's for one that came after it.
TEST_F(CoarserTest, ALaterThreadOfASlotAcquiresFromTheEarlierOne) {
  alignas(64) char line[64];
  ThreadClock *const slot = ann.clock;
  ASSERT_TRUE(ann.inserts(map));
  world.order().release(*ann.clock, line);
  main.detaches(ann);
  ann.ends();
  std::deque<Actor> detached;
  for (int i = 0; i < 1000; ++i) {
    Actor &dee = detached.emplace_back(main);
    if (dee.clock == slot) {
      Map mine;
      dee.inserts(mine);
      world.order().release(*dee.clock, line + 8);
      world.order().acquire(*dee.clock, line);
      EXPECT_TRUE(dee.reads(map));
      return;
    }
    main.detaches(dee);
    dee.ends();
  }
  FAIL() << "the slot was not given again";
}

TEST_F(CoarserTest, ForgottenObjectsLeaveTheirOrderBehind) {
  ASSERT_TRUE(ann.inserts(map));
  ann.releases(flag);
  for (int i = 0; i < 4; ++i)
    world.order().trim();
  ASSERT_EQ(world.order().objectCount(), 0u);
  // The true edge is still there...
  bob.acquires(flag);
  EXPECT_TRUE(bob.reads(map));
  // ...and comes back to life with a release.
  cid.releases(flag);
  main.acquires(flag);
  EXPECT_TRUE(main.reads(map));
}

TEST_F(CoarserTest, AForgottenObjectOrdersSomeThatShareNothing) {
  ASSERT_TRUE(ann.inserts(map));
  ann.releases(flag);
  for (int i = 0; i < 4; ++i)
    world.order().trim();
  // Of the addresses never used some meet the clock left behind.
  static Object unused[1000];
  const Epoch write = Epoch::of(ann.clock->slot(), ann.clock->now().time() - 1);
  bool isOrdered = false;
  for (Object &each : unused) {
    EXPECT_FALSE(cid.clock->hasSeen(write));
    cid.acquires(each);
    if ((isOrdered = cid.clock->hasSeen(write)))
      break;
  }
  EXPECT_TRUE(isOrdered);
}

} // namespace
