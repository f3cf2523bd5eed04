// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// When compiled code need not ask the detector (runtime/abi/recent.h), and that
// nothing is lost by it.
#include "tests/unit/support/scenario.h"

#include <gtest/gtest.h>

using namespace mapsan;
using namespace mapsan::scenario;

namespace {

struct ShortcutTest : testing::Test {
  World world;
  Actor main{world}, ann{main}, bob{main};
  Map map;
  Lock lock;

  bool canRead(Actor &actor, Map &map) {
    return isToldOf(actor.clock->recent(), &map, world.detector->wordOf(&map),
                    false);
  }
  bool canUpsert(Actor &actor, Map &map) {
    return isToldOf(actor.clock->recent(), &map, world.detector->wordOf(&map),
                    true);
  }
  MapsanRecentPlace &place(Actor &actor) {
    return actor.clock->recent().places[recentPlaceOf(&map)];
  }
  // What began by the shortcut; true if it is in order.
  bool endsInsert(Actor &actor) {
    ++map.size;
    world.detector->endShortcut(*actor.clock, &map,
                                actor.access(map, Effect::Upsert), Changed::Yes,
                                actor.found);
    place(actor).open = nullptr;
    return !actor.hasRace();
  }
};

// It has released nothing yet, and nobody created it.
TEST_F(ShortcutTest, TheFirstThreadHasItFromTheStart) {
  World other;
  Actor first{other};
  EXPECT_TRUE(first.reads(map));
  EXPECT_TRUE(isToldOf(first.clock->recent(), &map,
                       other.detector->wordOf(&map), false));
}

TEST_F(ShortcutTest, ReadsAreToldOnceAnEpoch) {
  EXPECT_FALSE(canRead(ann, map));
  EXPECT_TRUE(ann.reads(map));
  EXPECT_TRUE(canRead(ann, map));
  EXPECT_FALSE(canUpsert(ann, map));
  EXPECT_FALSE(canRead(bob, map));
  ann.locks(lock);
  ann.unlocks(lock);
  EXPECT_FALSE(canRead(ann, map));
}

TEST_F(ShortcutTest, UpsertsThatChangedNothingAreToldOnceAnEpoch) {
  EXPECT_TRUE(ann.findsPresent(map));
  EXPECT_TRUE(canRead(ann, map));
  EXPECT_TRUE(canUpsert(ann, map));
  place(ann).open = &map;
  EXPECT_FALSE(canUpsert(ann, map)); // one inside the other
  EXPECT_TRUE(canRead(ann, map));
}

TEST_F(ShortcutTest, AWriteCoversWhatFollows) {
  EXPECT_TRUE(ann.inserts(map));
  EXPECT_TRUE(canRead(ann, map));
  EXPECT_TRUE(canUpsert(ann, map));
}

TEST_F(ShortcutTest, AForeignWriteEndsIt) {
  EXPECT_TRUE(ann.reads(map));
  EXPECT_FALSE(bob.inserts(map));
  EXPECT_FALSE(canRead(ann, map));
}

TEST_F(ShortcutTest, AForeignReadDoesNot) {
  EXPECT_TRUE(ann.reads(map));
  EXPECT_TRUE(bob.reads(map));
  EXPECT_TRUE(canRead(ann, map));
  EXPECT_TRUE(canRead(bob, map));
}

TEST_F(ShortcutTest, ForgottenHistoryEndsItForTheWholeEpoch) {
  EXPECT_TRUE(ann.reads(map));
  world.order().forgetHistory();
  EXPECT_FALSE(canRead(ann, map));
  EXPECT_TRUE(ann.reads(map));
  world.order().forgetHistory();
  EXPECT_FALSE(canRead(ann, map));
}

TEST_F(ShortcutTest, GivenBackMemoryEndsIt) {
  EXPECT_TRUE(ann.reads(map));
  world.detector->forgetRange(&map, &map + 1);
  EXPECT_FALSE(canRead(ann, map));
}

TEST_F(ShortcutTest, TwoMapsOfOnePlaceAreToldApart) {
  static Map maps[kRecentPlaces + 1];
  for (Map &one : maps) {
    EXPECT_TRUE(ann.reads(one));
    for (Map &other : maps)
      EXPECT_EQ(canRead(ann, other),
                ann.clock->recent().places[recentPlaceOf(&other)].map ==
                    &other);
    EXPECT_TRUE(canRead(ann, one));
  }
}

TEST_F(ShortcutTest, AnInsertThatBeganByItConflicts) {
  EXPECT_TRUE(ann.findsPresent(map));
  ASSERT_TRUE(canUpsert(ann, map));
  EXPECT_TRUE(endsInsert(ann));
  EXPECT_FALSE(bob.reads(map));
  EXPECT_EQ(bob.found.items[0].earlier.outcome, Outcome::Changed);
}

// Bob sees a size that nobody left, but Ann is inside: what is known stays.
TEST_F(ShortcutTest, TwoInsertsThatOverlapMeet) {
  EXPECT_TRUE(ann.findsPresent(map));
  EXPECT_TRUE(bob.findsPresent(map));
  place(ann).open = place(bob).open = &map;
  EXPECT_TRUE(endsInsert(ann) || ann.hasRace());
  EXPECT_FALSE(endsInsert(bob));
  EXPECT_EQ(world.detector->counts().droppedHistories, 0u);
}

TEST_F(ShortcutTest, AnOpenInsertIsNoUnseenChange) {
  EXPECT_TRUE(ann.findsPresent(map));
  place(ann).open = &map;
  ++map.size;
  EXPECT_TRUE(bob.reads(map));
  EXPECT_EQ(world.detector->counts().droppedHistories, 0u);
  --map.size;
  EXPECT_FALSE(endsInsert(ann));
  EXPECT_TRUE(ann.found.items[0].earlier.thread == bob.clock->number());
}

TEST_F(ShortcutTest, ARepeatedWriteTellsItsSize) {
  EXPECT_TRUE(ann.inserts(map));
  ++map.size;
  EXPECT_TRUE(
      world.detector->repeatsWrite(*ann.clock, &map, map.size, kUnknownSize));
  EXPECT_FALSE(bob.reads(map));
  EXPECT_EQ(world.detector->counts().droppedHistories, 0u);
  EXPECT_FALSE(
      world.detector->repeatsWrite(*bob.clock, &map, map.size, kUnknownSize));
}

} // namespace
