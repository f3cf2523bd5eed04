// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/runtime/order/order.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <mutex>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

using namespace mapsan;

extern "C" {
int __cxa_guard_acquire(uint64_t *);
void __cxa_guard_release(uint64_t *);
void __cxa_guard_abort(uint64_t *);
}

namespace {

timespec soon(clockid_t clock = CLOCK_REALTIME) {
  timespec time;
  clock_gettime(clock, &time);
  time.tv_sec += 60;
  return time;
}

template <typename Wait> bool semaphoreOrders(Wait wait) {
  sem_t semaphore;
  sem_init(&semaphore, 0, 0);
  const bool answer = isOrderedWaiting([&] { sem_post(&semaphore); },
                                       [&] { wait(&semaphore); });
  sem_destroy(&semaphore);
  return answer;
}

TEST(SemaphoreOrder, PostThenWait) {
  EXPECT_TRUE(semaphoreOrders([](sem_t *s) { sem_wait(s); }));
}
TEST(SemaphoreOrder, PostThenTry) {
  EXPECT_TRUE(semaphoreOrders([](sem_t *s) {
    while (sem_trywait(s))
      sched_yield();
  }));
}
TEST(SemaphoreOrder, PostThenTimedWait) {
  EXPECT_TRUE(semaphoreOrders([](sem_t *s) {
    const timespec until = soon();
    sem_timedwait(s, &until);
  }));
}
TEST(SemaphoreOrder, PostThenClockWait) {
  EXPECT_TRUE(semaphoreOrders([](sem_t *s) {
    const timespec until = soon(CLOCK_MONOTONIC);
    sem_clockwait(s, CLOCK_MONOTONIC, &until);
  }));
}
TEST(SemaphoreOrder, AFailedTryOrdersNothing) {
  sem_t semaphore;
  sem_init(&semaphore, 0, 0);
  EXPECT_FALSE(isOrdered(
      [&] {
        sem_post(&semaphore);
        sem_wait(&semaphore);
      },
      [&] { EXPECT_EQ(-1, sem_trywait(&semaphore)); }));
}
TEST(SemaphoreOrder, NamedOnesAreOneObject) {
  const char *name = "/mapsan_order_test";
  sem_unlink(name);
  sem_t *one = sem_open(name, O_CREAT, 0600, 0);
  sem_t *two = sem_open(name, 0);
  ASSERT_NE(SEM_FAILED, one);
  ASSERT_NE(SEM_FAILED, two);
  EXPECT_TRUE(isOrderedWaiting([&] { sem_post(one); }, [&] { sem_wait(two); }));
  sem_unlink(name);
}

TEST(BarrierOrder, AllBeforeOrdersAllAfter) {
  pthread_barrier_t barrier;
  pthread_barrier_init(&barrier, nullptr, 2);
  EXPECT_TRUE(isOrderedWaiting([&] { pthread_barrier_wait(&barrier); },
                               [&] { pthread_barrier_wait(&barrier); }));
  pthread_barrier_destroy(&barrier);
}

TEST(BarrierOrder, TheNextRoundIsNotOrdered) {
  pthread_barrier_t barrier;
  pthread_barrier_init(&barrier, nullptr, 2);
  Epoch acted = {};
  bool saw = true;
  Barrier done;
  runBoth(
      [&] {
        pthread_barrier_wait(&barrier);
        acted = act();
        done.arrive();
      },
      [&] {
        pthread_barrier_wait(&barrier);
        done.wait();
        saw = hasSeen(acted);
      });
  EXPECT_FALSE(saw);
  pthread_barrier_destroy(&barrier);
}

// Another count at the same address; threads that have not quite left.
TEST(BarrierOrder, BarriersOneAfterTheOtherAtOnePlace) {
  const uint32_t lost = lostEdges();
  for (unsigned round = 0; round < 50; ++round) {
    const unsigned count = 2 + round % 3;
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, nullptr, count);
    Epoch acts[4] = {};
    bool saw[4] = {};
    std::thread threads[4];
    for (unsigned i = 0; i < count; ++i)
      threads[i] = std::thread([&, i] {
        acts[i] = act();
        pthread_barrier_wait(&barrier);
        saw[i] = true;
        for (unsigned other = 0; other < count; ++other)
          saw[i] &= hasSeen(acts[other]);
      });
    for (unsigned i = 0; i < count; ++i)
      threads[i].join();
    pthread_barrier_destroy(&barrier);
    for (unsigned i = 0; i < count; ++i)
      ASSERT_TRUE(saw[i]) << round;
  }
  EXPECT_EQ(lost, lostEdges());
}

std::once_flag flag;
once_flag flagC11 = ONCE_FLAG_INIT;
pthread_once_t control = PTHREAD_ONCE_INIT;

TEST(OnceOrder, CallOnce) {
  const auto once = [] { std::call_once(flag, nothing); };
  EXPECT_TRUE(isOrdered(once, once));
}
TEST(OnceOrder, CallOnceOfC11) {
  const auto once = [] { call_once(&flagC11, nothing); };
  EXPECT_TRUE(isOrdered(once, once));
}
TEST(OnceOrder, PthreadOnce) {
  const auto once = [] { pthread_once(&control, nothing); };
  EXPECT_TRUE(isOrdered(once, once));
}

// Who comes when it is done is ordered after who did it, not after who asked.
TEST(OnceOrder, AskingOrdersNothing) {
  static pthread_once_t done = PTHREAD_ONCE_INIT;
  std::thread([] { pthread_once(&done, nothing); }).join();
  const auto once = [] { pthread_once(&done, nothing); };
  EXPECT_FALSE(isOrdered(once, once));
}

TEST(OnceOrder, OneInsideAnother) {
  static pthread_once_t outer = PTHREAD_ONCE_INIT, inner = PTHREAD_ONCE_INIT;
  EXPECT_TRUE(isOrdered(
      [] { pthread_once(&outer, [] { pthread_once(&inner, nothing); }); },
      [] { pthread_once(&outer, nothing); }));
  EXPECT_EQ(0, pthread_once(&inner, [] { FAIL(); }));
}

TEST(OnceOrder, AnExceptionLeavesItUndone) {
  static std::once_flag again;
  int calls = 0;
  try {
    std::call_once(again, [&] {
      ++calls;
      throw 1;
    });
  } catch (int) {
  }
  std::call_once(again, [&] { ++calls; });
  EXPECT_EQ(2, calls);
}

// What compiled code does for a local static when its own look at the guard
// says "not yet".
TEST(OnceOrder, LocalStatics) {
  static uint64_t guard;
  EXPECT_TRUE(isOrdered(
      [] {
        EXPECT_EQ(1, __cxa_guard_acquire(&guard));
        __cxa_guard_release(&guard);
      },
      [] { EXPECT_EQ(0, __cxa_guard_acquire(&guard)); }));
  static uint64_t failed;
  EXPECT_TRUE(isOrdered(
      [] {
        EXPECT_EQ(1, __cxa_guard_acquire(&failed));
        __cxa_guard_abort(&failed);
      },
      [] { EXPECT_EQ(1, __cxa_guard_acquire(&failed)); }));
}

TEST(FutexOrder, WakeThenWait) {
  int word = 0;
  EXPECT_TRUE(isOrdered(
      [&] {
        __atomic_store_n(&word, 1, __ATOMIC_RELEASE);
        syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
      },
      [&] {
        syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
      }));
}

TEST(FutexOrder, OtherCallsOrderNothing) {
  EXPECT_FALSE(
      isOrdered([] { syscall(SYS_getpid); }, [] { syscall(SYS_getpid); }));
}

} // namespace
