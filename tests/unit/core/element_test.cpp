// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/unit/support/scenario.h"

#include <gtest/gtest.h>

using namespace mapsan;
using namespace mapsan::scenario;

namespace {

class Element : public testing::Test {
protected:
  World world;
  Actor ann{world}, bob{ann};
  Map map, other;
  Lock lock;
  alignas(8) char memory[64] = {};
};

TEST_F(Element, UnorderedAccessesOfWhichOneWritesAreARace) {
  EXPECT_TRUE(ann.writesElement(map, memory));
  EXPECT_FALSE(bob.readsElement(map, memory));
  EXPECT_FALSE(bob.writesElement(map, memory));
}

TEST_F(Element, AReadBeforeAWriteIsRemembered) {
  EXPECT_TRUE(ann.readsElement(map, memory));
  EXPECT_TRUE(bob.readsElement(map, memory));
  EXPECT_FALSE(bob.writesElement(map, memory));
}

TEST_F(Element, ALockOrders) {
  ann.locks(lock);
  EXPECT_TRUE(ann.writesElement(map, memory));
  ann.unlocks(lock);
  bob.locks(lock);
  EXPECT_TRUE(bob.writesElement(map, memory));
  EXPECT_TRUE(bob.readsElement(map, memory));
  bob.unlocks(lock);
}

TEST_F(Element, StructureAndElementsDoNotConflict) {
  EXPECT_TRUE(ann.reads(map));
  EXPECT_TRUE(ann.writesElement(map, memory));
  EXPECT_TRUE(bob.reads(map));
  EXPECT_TRUE(bob.readsElement(map, memory + 8));
}

TEST_F(Element, NeighboursAreApartDownToBytes) {
  EXPECT_TRUE(ann.writesElement(map, memory, 4));
  EXPECT_TRUE(bob.writesElement(map, memory + 4, 4));
  EXPECT_TRUE(ann.writesElement(map, memory + 8, 1));
  EXPECT_TRUE(bob.writesElement(map, memory + 9, 1));
  EXPECT_FALSE(bob.writesElement(map, memory, 8)) << "begins where ann wrote";
}

TEST_F(Element, MemoryOfAnotherMapStartsAfresh) {
  EXPECT_TRUE(ann.writesElement(map, memory));
  EXPECT_TRUE(bob.writesElement(other, memory));
  EXPECT_FALSE(ann.writesElement(other, memory)) << "the same map again";
}

TEST_F(Element, AMapBuiltAnewStartsAfresh) {
  ann.constructs(map);
  EXPECT_TRUE(ann.writesElement(map, memory));
  bob.constructs(map);
  EXPECT_TRUE(bob.writesElement(map, memory));
}

class FreshElement : public Element {
protected:
  // What one thread alone has used is not told anyway.
  void SetUp() override {
    bob.locks(lock);
    EXPECT_TRUE(bob.reads(map));
    bob.unlocks(lock);
  }
  void annInserts() {
    ann.gets(memory, sizeof memory);
    EXPECT_TRUE(ann.inserts(map));
  }
};

// Who finds it unordered has a race with the insertion.
TEST_F(FreshElement, IsTheInsertionsMatter) {
  ann.locks(lock);
  annInserts();
  EXPECT_TRUE(ann.writesElement(map, memory));
  EXPECT_TRUE(bob.readsElement(map, memory));
  EXPECT_FALSE(bob.reads(map));
}

TEST_F(FreshElement, IsSoUntilTheNextRelease) {
  ann.locks(lock);
  annInserts();
  ann.unlocks(lock);
  EXPECT_TRUE(ann.writesElement(map, memory));
  bob.locks(lock);
  EXPECT_FALSE(bob.readsElement(map, memory));
}

// The memory may have been given back and have become another's element.
TEST_F(FreshElement, IsSoUntilSomethingIsLearned) {
  ann.gets(memory, sizeof memory);
  ann.locks(lock);
  EXPECT_TRUE(ann.inserts(map));
  EXPECT_TRUE(ann.writesElement(map, memory));
  EXPECT_FALSE(bob.readsElement(map, memory));
}

TEST_F(FreshElement, IsToldWhenItIsUsedAgainAndAgain) {
  ann.locks(lock);
  annInserts();
  for (int i = 0; i < 8; ++i)
    EXPECT_TRUE(ann.writesElement(map, memory));
  EXPECT_FALSE(bob.readsElement(map, memory));
}

TEST_F(Element, ReadsCountFromTheSecondThreadOn) {
  ann.locks(lock);
  ann.inserts(map);
  EXPECT_TRUE(ann.readsElement(map, memory));
  ann.unlocks(lock);
  EXPECT_EQ(world.detector->counts().maps, 1u) << "nothing kept of the element";
  bob.locks(lock);
  bob.reads(map);
  bob.unlocks(lock);
  EXPECT_TRUE(bob.readsElement(map, memory));
  EXPECT_FALSE(ann.writesElement(map, memory));
}

// Who has a reference uses the map as much as who looks the element up.
TEST_F(Element, AReferenceInAnotherThreadIsASecondUser) {
  ann.inserts(map);
  EXPECT_TRUE(bob.writesElement(map, memory));
  EXPECT_FALSE(ann.readsElement(map, memory));
}

TEST_F(Element, AReferenceIsASecondUserInEachLifeOfItsMap) {
  bob.reads(map);
  ann.constructs(map);
  EXPECT_TRUE(bob.writesElement(map, memory));
  EXPECT_FALSE(ann.readsElement(map, memory));
}

// The shortcut knows an element by its address. Ann has released nothing since, so
// whoever else uses the second map as it is now, without having been told by her,
// races with her insertion, too.
TEST_F(Element, MemoryThatPassesOnWithinOneEpochIsToldOfAsBefore) {
  bob.reads(map);
  bob.reads(other);
  EXPECT_TRUE(ann.writesElement(map, memory));
  EXPECT_TRUE(ann.writesElement(other, memory)) << "taken for a repetition";
  EXPECT_TRUE(bob.readsElement(other, memory));
}

// What compiled code looks at before it tells of an access.
bool isUntold(const Actor &actor, const Map &map, bool isWrite) {
  return isOnlyUser(actor.clock->recent(), &map, isWrite);
}

TEST_F(Element, CompiledCodeKeepsReadsOfAPrivateMapToItself) {
  EXPECT_FALSE(isUntold(ann, map, false)) << "nothing is known of the map";
  ann.inserts(map);
  EXPECT_TRUE(isUntold(ann, map, false));
  EXPECT_FALSE(isUntold(ann, map, true)) << "there is another thread";
  EXPECT_FALSE(isUntold(bob, map, false));
  ann.locks(lock);
  ann.unlocks(lock);
  EXPECT_TRUE(isUntold(ann, map, false)) << "in any epoch";
  bob.reads(map);
  EXPECT_FALSE(isUntold(ann, map, false));
  EXPECT_FALSE(isUntold(bob, map, false));
}

TEST_F(Element, CompiledCodeKeepsNothingOfAMapThatIsGone) {
  ann.inserts(map);
  world.detector->forgetRange(&map, &map + 1);
  EXPECT_FALSE(isUntold(ann, map, false));
}

TEST_F(Element, CompiledCodeRepeatsNothing) {
  const uint64_t key = elementKey(reinterpret_cast<uint64_t>(memory), 8);
  const auto isTold = [&](const Actor &actor, bool isWrite) {
    const void *element = reinterpret_cast<const void *>(key);
    return isElementToldOf(actor.clock->recent(), key,
                           world.detector->wordOf(element), isWrite);
  };
  EXPECT_FALSE(isTold(ann, false));
  ann.readsElement(map, memory);
  EXPECT_TRUE(isTold(ann, false));
  EXPECT_FALSE(isTold(ann, true));
  ann.writesElement(map, memory);
  EXPECT_TRUE(isTold(ann, true));
  EXPECT_TRUE(isTold(ann, false));
  bob.writesElement(map, memory);
  EXPECT_FALSE(isTold(ann, true));
}

TEST(ElementAlone, CompiledCodeKeepsWritesToItselfUntilThereAreOthers) {
  World world;
  Actor ann{world};
  Map map;
  alignas(8) char memory[8] = {};
  ann.inserts(map);
  EXPECT_FALSE(isUntold(ann, map, true)) << "nobody has asked yet";
  EXPECT_TRUE(ann.writesElement(map, memory));
  EXPECT_TRUE(isUntold(ann, map, true));
  Actor bob{ann};
  EXPECT_FALSE(isUntold(ann, map, true));
  EXPECT_TRUE(ann.writesElement(map, memory));
  EXPECT_FALSE(isUntold(ann, map, true));
}

TEST(ElementAlone, AThreadFromNowhereEndsIt) {
  World world;
  Actor ann{world};
  Map map;
  alignas(8) char memory[8] = {};
  ann.inserts(map);
  EXPECT_TRUE(ann.writesElement(map, memory));
  Actor bob{world};
  EXPECT_FALSE(isUntold(ann, map, true));
}

// The tag that counts no longer and the word of what nobody has stamped are both 0.
TEST(ElementAlone, AReadCoversNoWriteWhenHistoryWasForgotten) {
  World world;
  Actor ann{world};
  Actor bob{world}; // from nowhere: history is forgotten
  Map map;
  alignas(8) char memory[8] = {};
  bob.reads(map);
  EXPECT_TRUE(ann.readsElement(map, memory));
  const uint64_t key = elementKey(reinterpret_cast<uint64_t>(memory), 8);
  const Word word = world.detector->wordOf(reinterpret_cast<const void *>(key));
  EXPECT_FALSE(isElementToldOf(ann.clock->recent(), key, word, true));
}

TEST(ElementAlone, WritesBeforeThereAreOthersAreOrderedAnyway) {
  World world;
  Actor ann{world};
  Map map;
  alignas(8) char memory[8] = {};
  ann.inserts(map);
  EXPECT_TRUE(ann.writesElement(map, memory));
  EXPECT_EQ(world.detector->counts().maps, 1u) << "nothing kept of the element";
  Actor bob{ann};
  EXPECT_TRUE(ann.writesElement(map, memory));
  bob.reads(map);
  EXPECT_FALSE(bob.readsElement(map, memory)) << "the second write is kept";
}

TEST_F(Element, ARepeatedWriteIsFoundByWhoeverComesNext) {
  EXPECT_TRUE(ann.writesElement(map, memory));
  EXPECT_TRUE(ann.writesElement(map, memory));
  EXPECT_FALSE(bob.readsElement(map, memory));
  EXPECT_TRUE(ann.writesElement(map, memory)) << "that pair has been told of";
}

} // namespace
