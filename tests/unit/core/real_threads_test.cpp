// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The detector under real threads: what it reads without locks is changed under
// its feet, and a correct program must still not be accused. The programs here
// are correct, so whatever is found, is wrong; one that is not correct ends each
// test, to see that the detector was awake.
#include "tests/unit/support/scenario.h"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <mutex>
#include <sched.h>
#include <shared_mutex>
#include <thread>

using namespace mapsan;
using namespace mapsan::scenario;

namespace {

constexpr MemoryOrder kAcquire = MemoryOrder::Acquire,
                      kRelease = MemoryOrder::Release;

struct RealThreads : testing::Test {
  Detector &detector = *new Detector(); // threads may outlive a failed test
  HappensBefore &order = detector.order();
  ThreadClock *main = nullptr;
  std::atomic<unsigned> findings{0};
  std::atomic<bool> isOver{false};

  void SetUp() override {
    ASSERT_TRUE(detector.start({pages, [] { sched_yield(); }}, 64 << 20));
    main = order.openThread(nullptr);
  }

  void operate(ThreadClock &self, const void *map, Effect effect,
               Changed changed) {
    Access access = {};
    access.effect = effect;
    access.stack = 1;
    access.size = access.buckets = kUnknownSize;
    OpenOperation open;
    Findings found;
    self.enter(map);
    if (!detector.isRepeated(self, map, effect)) {
      detector.begin(self, map, access, open, found);
      findings += found.count;
      if (open.isOpen) {
        detector.end(self, map, access, changed, open, found);
        findings += found.count;
      }
    }
    self.leave(map);
  }
  void inserts(ThreadClock &self, const void *map) {
    operate(self, map, Effect::Upsert, Changed::Yes);
  }
  void reads(ThreadClock &self, const void *map) {
    operate(self, map, Effect::Read, Changed::No);
  }

  template <typename Body> void inThreads(unsigned count, Body body) {
    std::deque<std::thread> threads;
    std::deque<ThreadClock *> clocks;
    for (unsigned i = 0; i < count; ++i) {
      ThreadClock *clock = order.openThread(main);
      clocks.push_back(clock);
      threads.emplace_back([this, clock, i, body] {
        body(*clock, i);
        order.finish(*clock);
      });
    }
    for (unsigned i = 0; i < count; ++i) {
      threads[i].join();
      order.join(*main, clocks[i]);
    }
  }

  void expectAwake(const void *map) {
    EXPECT_EQ(findings, 0u);
    EXPECT_EQ(order.era(), 0u);
    ThreadClock *other = order.openThread(main);
    inserts(*main, map);
    reads(*other, map);
    EXPECT_EQ(findings, 1u);
  }

  // Makes and forgets objects and maps at neighbouring addresses, and throws
  // out what is idle, until isOver.
  void disturb(ThreadClock &self, char *begin, char *end) {
    while (!isOver) {
      for (char *at = begin; at < end; at += 16) {
        order.release(self, at + 8);
        inserts(self, at + 8);
      }
      for (char *at = begin; at < end; at += 16)
        detector.forgetRange(at + 8, at + 16);
      order.trim();
    }
  }
};

TEST_F(RealThreads, MutexesAndSharedLocks) {
  struct alignas(16) Place {
    char map[8];
  };
  static Place places[32];
  static std::mutex mutexes[32];
  static std::shared_mutex shared[32];
  std::atomic<unsigned> running{3};
  inThreads(4, [&](ThreadClock &self, unsigned index) {
    if (index == 3) {
      disturb(self, places[0].map, places[31].map);
      return;
    }
    for (unsigned i = 0; i < 30000; ++i) {
      const unsigned at = (i * 7 + index) % 32;
      if (at & 1) {
        mutexes[at].lock();
        order.lockAcquired(self, &mutexes[at], LockKind::Plain);
        inserts(self, &places[at]);
        order.lockReleased(self, &mutexes[at], LockKind::Plain);
        mutexes[at].unlock();
      } else if (i % 5) {
        shared[at].lock_shared();
        order.lockAcquired(self, &shared[at], LockKind::Shared);
        reads(self, &places[at]);
        order.lockReleased(self, &shared[at], LockKind::Shared);
        shared[at].unlock_shared();
      } else {
        shared[at].lock();
        order.lockAcquired(self, &shared[at], LockKind::Exclusive);
        inserts(self, &places[at]);
        order.lockReleased(self, &shared[at], LockKind::Exclusive);
        shared[at].unlock();
      }
    }
    if (--running == 0)
      isOver = true;
  });
  expectAwake(&places[0]);
}

// A ticket goes round: the map belongs to whom the atomic names. Handed on by
// release stores, by fences and by updates in turn.
TEST_F(RealThreads, AtomicsHandAMapAround) {
  constexpr unsigned kThreads = 3;
  static char bytes[1024];
  void *const map = bytes;
  static std::atomic<unsigned> turn;
  inThreads(kThreads + 1, [&](ThreadClock &self, unsigned index) {
    if (index == kThreads) {
      disturb(self, bytes + 64, bytes + 1024);
      return;
    }
    for (unsigned i = 0; i < 100; ++i) {
      const unsigned mine = i * kThreads + index;
      for (;;) {
        const unsigned seen = turn.load(std::memory_order_acquire);
        order.atomicLoaded(self, &turn, kAcquire);
        if (seen == mine)
          break;
        sched_yield();
      }
      inserts(self, map);
      switch (i % 3) {
      case 0:
        order.atomicStoring(self, &turn, kRelease);
        turn.store(mine + 1, std::memory_order_release);
        break;
      case 1:
        std::atomic_thread_fence(std::memory_order_release);
        order.fence(self, kRelease);
        order.atomicStoring(self, &turn, MemoryOrder::Relaxed);
        turn.store(mine + 1, std::memory_order_relaxed);
        break;
      case 2:
        order.atomicUpdating(self, &turn, kRelease);
        turn.fetch_add(1, std::memory_order_release);
        order.atomicUpdated(self, &turn, kRelease);
        break;
      }
    }
    if (index == 0)
      isOver = true;
  });
  expectAwake(map);
}

TEST_F(RealThreads, ThreadsComeAndGo) {
  static char map[64];
  inThreads(3, [&](ThreadClock &self, unsigned index) {
    char *const mine = map + index * 16;
    for (unsigned i = 0; i < 300; ++i) {
      inserts(self, mine);
      ThreadClock *child = order.openThread(&self);
      std::thread thread([&] {
        inserts(*child, mine);
        order.finish(*child);
      });
      thread.join();
      order.join(self, child);
      inserts(self, mine);
    }
  });
  expectAwake(map);
}

} // namespace
