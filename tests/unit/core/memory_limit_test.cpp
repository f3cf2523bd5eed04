// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory: what is given back, what is forgotten when there is too little, and
// what happens when there is none.
#include "tests/unit/support/scenario.h"

#include <gtest/gtest.h>

#include <deque>

using namespace mapsan;
using namespace mapsan::scenario;

namespace {

constexpr uint64_t kLimit = 4 << 20;

// Memory for `left` pages of any size, then none.
int left = 1 << 30;
void *fewPages(size_t bytes) { return left-- > 0 ? pages(bytes) : nullptr; }

struct Mapped {
  static size_t bytes;
  static void *pages(size_t more) {
    bytes += more;
    return scenario::pages(more);
  }
};
size_t Mapped::bytes;

// A correct program with far more objects and maps than memory for them.
TEST(MemoryLimit, ACorrectProgramStaysCorrect) {
  World world(kLimit);
  Actor main(world), ann(main), bob(main);
  constexpr int kObjects = 50000;
  std::deque<Object> locks(kObjects);
  std::deque<Map> maps(kObjects);
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < kObjects; ++i) {
      Actor &actor = (i + round) & 1 ? ann : bob;
      actor.locks(locks[i]);
      ASSERT_TRUE(actor.inserts(maps[i])) << round << " " << i;
      actor.unlocks(locks[i]);
    }
  EXPECT_GT(world.detector->counts().evictedMaps, 0u);
  EXPECT_LT(world.order().objectCount(), uint32_t{kObjects});
  EXPECT_EQ(world.order().era(), 0u);
}

// What is used is not forgotten for the sake of what is not.
TEST(MemoryLimit, TheMapInUseIsStillWatched) {
  World world(kLimit);
  Actor main(world), ann(main), bob(main);
  Map map;
  std::deque<Map> others(100000);
  ASSERT_TRUE(ann.inserts(map));
  Lock lock;
  for (Map &other : others) {
    main.inserts(other);
    ann.locks(lock);
    ann.unlocks(lock);
    ASSERT_TRUE(ann.inserts(map));
  }
  EXPECT_GT(world.detector->counts().evictedMaps, 0u);
  EXPECT_FALSE(bob.reads(map));
}

TEST(MemoryLimit, MapsThatComeAndGoNeedNoMore) {
  Mapped::bytes = 0;
  auto detector = std::make_unique<Detector>();
  ASSERT_TRUE(detector->start({Mapped::pages, nullptr}, uint64_t{1} << 40));
  ThreadClock *main = detector->order().openThread(nullptr);
  std::deque<Map> maps(100);
  size_t afterFirst = 0;
  for (int round = 0; round < 1000; ++round) {
    for (Map &map : maps) {
      Access access = {};
      access.effect = Effect::Upsert;
      access.size = access.buckets = kUnknownSize;
      OpenOperation open;
      Findings found;
      detector->begin(*main, &map, access, open, found);
      detector->end(*main, &map, access, Changed::Yes, open, found);
      detector->order().release(*main, &map);
      detector->forgetRange(&map, &map + 1);
    }
    if (round == 0)
      afterFirst = Mapped::bytes;
  }
  EXPECT_EQ(Mapped::bytes, afterFirst);
  EXPECT_EQ(detector->order().objectCount(), 0u);
}

TEST(MemoryLimit, ThreadsThatComeAndGoNeedNoMore) {
  Mapped::bytes = 0;
  auto detector = std::make_unique<Detector>();
  ASSERT_TRUE(detector->start({Mapped::pages, nullptr}, uint64_t{1} << 40));
  HappensBefore &order = detector->order();
  ThreadClock *main = order.openThread(nullptr);
  size_t afterFirst = 0;
  for (int i = 0; i < 300000; ++i) {
    ThreadClock *joined = order.openThread(main);
    ThreadClock *detached = order.openThread(main);
    order.detach(detached);
    order.release(*joined, &order);
    order.finish(*joined);
    order.finish(*detached);
    order.join(*main, joined);
    if (i == 1000)
      afterFirst = Mapped::bytes;
  }
  EXPECT_EQ(Mapped::bytes, afterFirst);
  EXPECT_EQ(order.threads().numbers(), 600001u);
  EXPECT_LT(order.openThread(main)->slot(), 200u);
}

TEST(MemoryLimit, ThousandsOfThreadsMayBeAlive) {
  World world;
  Actor main(world);
  std::deque<Actor> crowd;
  Map map;
  Lock lock;
  for (int i = 0; i < 3000; ++i)
    crowd.emplace_back(main);
  for (Actor &each : crowd) {
    each.locks(lock);
    ASSERT_TRUE(each.inserts(map));
    each.unlocks(lock);
  }
  EXPECT_FALSE(main.reads(map));
}

// Every call still answers, nothing is claimed, and lost edges are known to be
// lost.
TEST(MemoryLimit, WithoutMemoryACorrectProgramIsNotAccused) {
  for (int pagesLeft = 4; pagesLeft < 16; ++pagesLeft) {
    left = pagesLeft;
    auto detector = std::make_unique<Detector>();
    if (!detector->start({fewPages, nullptr}, uint64_t{1} << 40))
      continue;
    HappensBefore &order = detector->order();
    ThreadClock *main = order.openThread(nullptr);
    if (!main)
      continue;
    ThreadClock *ann = order.openThread(main), *bob = order.openThread(main);
    std::deque<Map> maps(20000);
    std::deque<Object> locks(20000);
    for (int i = 0; i < 40000; ++i) {
      ThreadClock *self = i & 1 ? ann : bob;
      if (!self)
        continue;
      Map &map = maps[i / 2];
      Access access = {};
      access.effect = Effect::Write;
      access.size = access.buckets = kUnknownSize;
      OpenOperation open;
      Findings found;
      order.lockAcquired(*self, &locks[i / 2], LockKind::Plain);
      detector->begin(*self, &map, access, open, found);
      ASSERT_EQ(found.count, 0u);
      detector->end(*self, &map, access, Changed::Yes, open, found);
      ASSERT_EQ(found.count, 0u);
      order.lockReleased(*self, &locks[i / 2], LockKind::Plain);
    }
    EXPECT_GT(detector->counts().skippedOperations + order.era(), 0u);
  }
  left = 1 << 30;
}

// A shadow whose lock is not given back: a thread was stopped inside.
TEST(MemoryLimit, NobodyWaitsForALockForEver) {
  Arena arena = {};
  arena.start(pages);
  auto shadows = std::make_unique<ShadowTable>();
  ASSERT_TRUE(shadows->start({pages, nullptr}, arena,
                             static_cast<Word *>(pages(8u << kTableBits))));
  Map map;
  bool isNew;
  MapShadow *held = shadows->lock(&map, isNew);
  ASSERT_NE(held, nullptr);
  EXPECT_TRUE(isNew);
  EXPECT_EQ(shadows->lock(&map, isNew), nullptr);
  EXPECT_EQ(shadows->relock(held, &map, held->life()), nullptr);
  EXPECT_FALSE(shadows->forgetRange(reinterpret_cast<uintptr_t>(&map),
                                    reinterpret_cast<uintptr_t>(&map + 1)));
  held->lock.unlock();
  EXPECT_EQ(shadows->relock(held, &map, held->life()), held);
}

} // namespace
