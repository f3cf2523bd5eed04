// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/held_locks.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <thread>
#include <vector>

using namespace mapsan;

namespace {

struct HeldLocksTest : testing::Test {
  std::unique_ptr<HeldLocks> held{new HeldLocks()};
  int locks[20] = {};

  void take(int index, bool isShared = false) {
    held->taken(&locks[index], {{&locks[index] + 100}}, isShared);
  }
  void give(int index) { held->given(&locks[index]); }

  /// Indexes of the listed locks; {-1} if they are not known.
  std::vector<int> listed(uint32_t capacity = 16) {
    HeldLock copy[16];
    uint32_t count = 0;
    if (!held->copy(copy, capacity, count))
      return {-1};
    std::vector<int> result;
    for (uint32_t i = 0; i < count; ++i)
      result.push_back(
          static_cast<int>(static_cast<const int *>(copy[i].address) - locks));
    return result;
  }
};

using Indexes = std::vector<int>;

TEST_F(HeldLocksTest, IsEmptyAtFirst) { EXPECT_EQ(listed(), Indexes{}); }

TEST_F(HeldLocksTest, ListsLocksInTheOrderTheyWereTaken) {
  take(3);
  take(1);
  EXPECT_EQ(listed(), (Indexes{3, 1}));
}

TEST_F(HeldLocksTest, ForgetsALockGivenBackOutOfOrder) {
  take(0);
  take(1);
  take(2);
  give(0);
  EXPECT_EQ(listed(), (Indexes{1, 2}));
  give(2);
  EXPECT_EQ(listed(), Indexes{1});
}

TEST_F(HeldLocksTest, ARecursiveLockIsHeldUntilItsLastUnlock) {
  take(5);
  take(5);
  give(5);
  EXPECT_EQ(listed(), Indexes{5});
}

// A stack of frames: the one below each, and a return address.
struct FakeStack {
  uintptr_t words[32] = {};

  FakeStack() {
    for (unsigned frame = 0; frame < 16; ++frame) {
      words[2 * frame] = at(frame + 1);
      words[2 * frame + 1] = 1000 + frame;
    }
  }
  uintptr_t at(unsigned frame) const {
    return reinterpret_cast<uintptr_t>(&words[2 * frame]);
  }
};

TEST_F(HeldLocksTest, FindsTheCallersAgainWhenOneHasChanged) {
  FakeStack stack;
  const auto callers = [&](unsigned first) {
    held->taken(&locks[0], reinterpret_cast<const void *>(stack.at(first)),
                stack.at(0), stack.at(16), false);
    std::vector<uintptr_t> found;
    for (const void *each : held->find(&locks[0]).place.callers)
      found.push_back(reinterpret_cast<uintptr_t>(each));
    held->given(&locks[0]);
    return found;
  };
  using Callers = std::vector<uintptr_t>;
  EXPECT_EQ(callers(0), (Callers{1000, 1001, 1002, 1003, 1004, 1005}));
  EXPECT_EQ(callers(0), (Callers{1000, 1001, 1002, 1003, 1004, 1005}));
  stack.words[7] = 77;
  EXPECT_EQ(callers(0), (Callers{1000, 1001, 1002, 77, 1004, 1005}));
  stack.words[2] = stack.at(3);
  EXPECT_EQ(callers(0), (Callers{1000, 1001, 77, 1004, 1005, 1006}));
  EXPECT_EQ(callers(12), (Callers{1012, 1013, 1014, 1015, 0, 0}));
  EXPECT_EQ(callers(12), (Callers{1012, 1013, 1014, 1015, 0, 0}));
  stack.words[29] = 88;
  EXPECT_EQ(callers(12), (Callers{1012, 1013, 88, 1015, 0, 0}));
}

TEST_F(HeldLocksTest, AnEntryThatMovedIsNotTakenForItsPlace) {
  FakeStack stack;
  const auto take = [&](int index, unsigned frame) {
    held->taken(&locks[index], reinterpret_cast<const void *>(stack.at(frame)),
                stack.at(0), stack.at(16), false);
  };
  take(0, 0);
  take(1, 4);
  held->given(&locks[0]); // 1 is first now
  held->given(&locks[1]);
  take(2, 0);
  EXPECT_EQ(held->find(&locks[2]).place.callers[0],
            reinterpret_cast<const void *>(1000));
}

TEST_F(HeldLocksTest, GivingAnUnknownLockChangesNothing) {
  take(1);
  EXPECT_EQ(held->find(&locks[2]).place.callers[0], nullptr);
  EXPECT_FALSE(held->given(&locks[2]).wasListed);
  EXPECT_EQ(listed(), Indexes{1});
}

TEST_F(HeldLocksTest, TellsHowAndWhereALockWasTaken) {
  take(4, true);
  EXPECT_TRUE(held->find(&locks[4]).isShared);
  EXPECT_EQ(held->find(&locks[4]).place.callers[0], &locks[4] + 100);
  HeldLock copy[1];
  uint32_t count = 0;
  ASSERT_TRUE(held->copy(copy, 1, count));
  EXPECT_TRUE(copy[0].isShared);
  EXPECT_EQ(copy[0].place.callers[0], &locks[4] + 100);
}

TEST_F(HeldLocksTest, MoreThanItListsIsNotKnownUntilTheyAreGivenBack) {
  for (int i = 0; i < 18; ++i)
    take(i);
  EXPECT_EQ(listed(), Indexes{-1});
  give(17);
  EXPECT_EQ(listed(), Indexes{-1});
  give(16);
  EXPECT_EQ(listed().size(), 16u);
}

TEST_F(HeldLocksTest, MoreThanTheCallerTakesIsNotKnown) {
  take(0);
  take(1);
  EXPECT_EQ(listed(1), Indexes{-1});
}

TEST_F(HeldLocksTest, KeepsAListUnderANumber) {
  auto depot = std::make_unique<StackDepot>();
  EXPECT_EQ(held->keep(*depot), HeldLocks::kNone);
  take(7, true);
  take(8);
  const uint32_t number = held->keep(*depot);
  EXPECT_EQ(held->keep(*depot), number);
  give(8);
  EXPECT_NE(held->keep(*depot), number);
  HeldLock copy[16];
  uint32_t count = 0;
  ASSERT_TRUE(HeldLocks::recall(*depot, number, copy, 16, count));
  ASSERT_EQ(count, 2u);
  EXPECT_EQ(copy[0].address, &locks[7]);
  EXPECT_TRUE(copy[0].isShared);
  EXPECT_EQ(copy[1].address, &locks[8]);
  EXPECT_EQ(copy[1].place.callers[0], &locks[8] + 100);
  EXPECT_TRUE(HeldLocks::recall(*depot, HeldLocks::kNone, copy, 16, count));
  EXPECT_EQ(count, 0u);
}

// The owner changes the list all the time between two states; a copy shows one
// of them or is not known.
TEST_F(HeldLocksTest, ACopyByAnotherThreadIsWholeOrNotKnown) {
  bool isDone = false;
  std::thread owner([&] {
    for (int i = 0; i < 200000; ++i) {
      take(1);
      take(2);
      give(1);
      give(2);
    }
    __atomic_store_n(&isDone, true, __ATOMIC_RELEASE);
  });
  const std::vector<Indexes> allowed = {{-1}, {}, {1}, {1, 2}, {2}};
  unsigned wrong = 0;
  while (!__atomic_load_n(&isDone, __ATOMIC_ACQUIRE)) {
    const Indexes seen = listed();
    wrong += std::find(allowed.begin(), allowed.end(), seen) == allowed.end();
  }
  owner.join();
  EXPECT_EQ(wrong, 0u);
}

} // namespace
