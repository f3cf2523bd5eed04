// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/state/joinable.h"
#include "tests/runtime/order/order.h"

#include <errno.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

using namespace mapsan;

namespace {

Epoch acted;
bool saw;

void *acts(void *) {
  acted = act();
  return nullptr;
}
void *looks(void *) {
  saw = hasSeen(acted);
  return nullptr;
}
int actsC11(void *) {
  acted = act();
  return 7;
}
int looksC11(void *) {
  saw = hasSeen(acted);
  return 0;
}

pthread_t start(void *(*function)(void *), void *argument = nullptr) {
  pthread_t thread;
  EXPECT_EQ(0, pthread_create(&thread, nullptr, function, argument));
  return thread;
}

timespec soon() {
  timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  time.tv_sec += 60;
  return time;
}

TEST(ThreadOrder, NothingOrdersNothing) {
  EXPECT_FALSE(isOrdered(nothing, nothing));
}

TEST(ThreadOrder, CreationOrdersBeforeTheThread) {
  acted = act();
  pthread_join(start(looks), nullptr);
  EXPECT_TRUE(saw);
}

TEST(ThreadOrder, WhatTheCreatorDoesLaterIsNotOrdered) {
  struct Both {
    Barrier go;
  } both;
  pthread_t thread = start(
      [](void *both) -> void * {
        static_cast<Both *>(both)->go.wait();
        return looks(nullptr);
      },
      &both);
  acted = act();
  both.go.arrive();
  pthread_join(thread, nullptr);
  EXPECT_FALSE(saw);
}

// Each kind of join; the thread has ended or is waited for.
template <typename Join> bool joinOrders(Join join) {
  const uint32_t lost = lostEdges();
  const pthread_t thread = start(acts);
  EXPECT_EQ(0, join(thread));
  EXPECT_EQ(lost, lostEdges());
  return hasSeen(acted);
}

TEST(ThreadOrder, JoinOrdersAfterTheThread) {
  EXPECT_TRUE(joinOrders([](pthread_t t) { return pthread_join(t, nullptr); }));
}
TEST(ThreadOrder, TryJoinOrdersWhenItSucceeds) {
  EXPECT_TRUE(joinOrders([](pthread_t t) {
    int result;
    while ((result = pthread_tryjoin_np(t, nullptr)) == EBUSY)
      sched_yield();
    return result;
  }));
}
TEST(ThreadOrder, TimedJoinOrders) {
  EXPECT_TRUE(joinOrders([](pthread_t t) {
    const timespec until = soon();
    return pthread_timedjoin_np(t, nullptr, &until);
  }));
}
TEST(ThreadOrder, ClockJoinOrders) {
  EXPECT_TRUE(joinOrders([](pthread_t t) {
    const timespec until = soon();
    return pthread_clockjoin_np(t, nullptr, CLOCK_REALTIME, &until);
  }));
}

TEST(ThreadOrder, AFailedJoinOrdersNothingAndALaterOneDoes) {
  struct Both {
    Barrier hasActed, mayEnd;
  } both;
  const pthread_t thread = start(
      [](void *both) -> void * {
        acted = act();
        static_cast<Both *>(both)->hasActed.arrive();
        static_cast<Both *>(both)->mayEnd.wait();
        return nullptr;
      },
      &both);
  both.hasActed.wait();
  EXPECT_EQ(EBUSY, pthread_tryjoin_np(thread, nullptr));
  EXPECT_FALSE(hasSeen(acted));
  both.mayEnd.arrive();
  EXPECT_EQ(0, pthread_join(thread, nullptr));
  EXPECT_TRUE(hasSeen(acted));
}

TEST(ThreadOrder, TheEndOfADetachedThreadOrdersNothing) {
  struct Both {
    Barrier hasActed;
  } both;
  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  pthread_create(
      &thread, &detached,
      [](void *both) -> void * {
        acted = act();
        static_cast<Both *>(both)->hasActed.arrive();
        return nullptr;
      },
      &both);
  pthread_attr_destroy(&detached);
  both.hasActed.wait();
  EXPECT_FALSE(hasSeen(acted));
}

// Handles and slots are used again; nobody is mistaken for another.
TEST(ThreadOrder, ThreadsThatComeAndGoAreKeptApart) {
  const uint32_t lost = lostEdges();
  for (int i = 0; i < 2000; ++i) {
    Epoch mine = {};
    const bool isDetached = i % 3 == 0;
    const pthread_t thread = start(
        [](void *to) -> void * {
          const Epoch now = act();
          if (to)
            *static_cast<Epoch *>(to) = now;
          return nullptr;
        },
        isDetached ? nullptr : &mine);
    if (isDetached) {
      pthread_detach(thread);
      continue;
    }
    ASSERT_EQ(0, pthread_join(thread, nullptr));
    ASSERT_TRUE(hasSeen(mine)) << i;
  }
  EXPECT_EQ(lost, lostEdges());
}

TEST(ThreadOrder, ManyAtOnceAreAllJoined) {
  const uint32_t lost = lostEdges();
  constexpr int kThreads = 300;
  static Epoch each[kThreads];
  pthread_t threads[kThreads];
  for (int i = 0; i < kThreads; ++i)
    threads[i] = start(
        [](void *to) -> void * {
          *static_cast<Epoch *>(to) = act();
          return nullptr;
        },
        &each[i]);
  for (int i = 0; i < kThreads; ++i)
    ASSERT_EQ(0, pthread_join(threads[i], nullptr));
  EXPECT_EQ(lost, lostEdges());
  for (const Epoch epoch : each)
    ASSERT_TRUE(hasSeen(epoch));
}

struct ActsAtEnd {
  ~ActsAtEnd() { acted = act(); }
};
thread_local ActsAtEnd actsAtEnd;

TEST(ThreadOrder, ThreadLocalDestructorsBelongToTheThread) {
  acted = {};
  std::thread([] { (void)&actsAtEnd; }).join();
  EXPECT_TRUE(hasSeen(acted));
}

TEST(ThreadOrder, ThreadsOfC11AreCreatedAndJoined) {
  const uint32_t lost = lostEdges();
  thrd_t thread;
  int result = 0;
  ASSERT_EQ(thrd_success, thrd_create(&thread, actsC11, nullptr));
  ASSERT_EQ(thrd_success, thrd_join(thread, &result));
  EXPECT_EQ(7, result);
  EXPECT_TRUE(hasSeen(acted));
  acted = act();
  ASSERT_EQ(thrd_success, thrd_create(&thread, looksC11, nullptr));
  ASSERT_EQ(thrd_success, thrd_join(thread, nullptr));
  EXPECT_TRUE(saw);
  const auto nothingC11 = [](void *) { return 0; };
  ASSERT_EQ(thrd_success, thrd_create(&thread, nothingC11, nullptr));
  EXPECT_EQ(thrd_success, thrd_detach(thread));
  EXPECT_EQ(lost, lostEdges());
}

TEST(ThreadOrder, PthreadExitIsAnEnd) {
  pthread_join(start([](void *) -> void * {
                 acted = act();
                 pthread_exit(nullptr);
               }),
               nullptr);
  EXPECT_TRUE(hasSeen(acted));
}

TEST(ThreadOrder, AChildOfForkGoesOnByItself) {
  const pid_t child = fork();
  if (child == 0) {
    const bool isApart = !isOrdered(nothing, nothing);
    pthread_join(start(acts), nullptr);
    const bool isJoined = hasSeen(acted);
    _exit(isApart && isJoined ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(0, status);
  pthread_join(start(acts), nullptr);
  EXPECT_TRUE(hasSeen(acted));
}

TEST(Joinables, AMarkedEntryStandsBackForANewerOneWithItsHandle) {
  ThreadClock *first = detector().order().openThread(nullptr);
  ThreadClock *second = detector().order().openThread(nullptr);
  const Joinable one = {first, first->number()};
  const Joinable two = {second, second->number()};
  const pthread_t handle = 0x1000;
  noteJoinable(one, handle);
  EXPECT_EQ(first, findJoinable(handle).clock); // about to be joined
  noteJoinable(two, handle);
  EXPECT_EQ(second, findJoinable(handle).clock);
  EXPECT_EQ(Taken::Running, takeJoinable(two));
  noteJoinable(two, handle); // too late
  EXPECT_EQ(first, findJoinable(handle).clock);
  noteEnded(one);
  EXPECT_EQ(Taken::Ended, takeJoinable(one));
  EXPECT_EQ(Taken::Unknown, takeJoinable(one));
  EXPECT_EQ(nullptr, findJoinable(handle).clock);
}

} // namespace
