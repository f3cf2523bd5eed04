// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/runtime/order/order.h"

#include <condition_variable>
#include <errno.h>
#include <mutex>
#include <shared_mutex>
#include <threads.h>
#include <time.h>

using namespace mapsan;

namespace {

timespec soon(clockid_t clock = CLOCK_REALTIME) {
  timespec time;
  clock_gettime(clock, &time);
  time.tv_sec += 60;
  return time;
}

class Mutex {
public:
  explicit Mutex(int kind = PTHREAD_MUTEX_DEFAULT, bool isRobust = false) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, kind);
    if (isRobust)
      pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&mutex_, &attributes);
  }
  ~Mutex() { pthread_mutex_destroy(&mutex_); }
  operator pthread_mutex_t *() { return &mutex_; }

private:
  pthread_mutex_t mutex_;
};

template <typename Take> bool takenOrders(Take take, int kind = 0) {
  Mutex mutex(kind);
  const auto section = [&] {
    EXPECT_EQ(0, take(mutex));
    EXPECT_EQ(0, pthread_mutex_unlock(mutex));
  };
  return isOrdered(section, section);
}

TEST(LockOrder, Mutex) {
  EXPECT_TRUE(takenOrders([](auto &m) { return pthread_mutex_lock(m); }));
}
TEST(LockOrder, OtherMutexesOrderNothing) {
  Mutex one, two;
  EXPECT_FALSE(
      isOrdered([&] { pthread_mutex_lock(one), pthread_mutex_unlock(one); },
                [&] { pthread_mutex_lock(two), pthread_mutex_unlock(two); }));
}
TEST(LockOrder, MutexTried) {
  EXPECT_TRUE(takenOrders([](auto &m) { return pthread_mutex_trylock(m); }));
}
TEST(LockOrder, MutexTimed) {
  EXPECT_TRUE(takenOrders([](auto &m) {
    const timespec until = soon();
    return pthread_mutex_timedlock(m, &until);
  }));
}
TEST(LockOrder, MutexByClock) {
  EXPECT_TRUE(takenOrders([](auto &m) {
    const timespec until = soon(CLOCK_MONOTONIC);
    return pthread_mutex_clocklock(m, CLOCK_MONOTONIC, &until);
  }));
}
TEST(LockOrder, ErrorCheckingMutex) {
  EXPECT_TRUE(takenOrders([](auto &m) { return pthread_mutex_lock(m); },
                          PTHREAD_MUTEX_ERRORCHECK));
}

TEST(LockOrder, RecursiveMutex) {
  Mutex mutex(PTHREAD_MUTEX_RECURSIVE);
  const auto section = [&] {
    pthread_mutex_lock(mutex);
    pthread_mutex_lock(mutex);
    pthread_mutex_unlock(mutex);
    pthread_mutex_unlock(mutex);
  };
  EXPECT_TRUE(isOrdered(section, section));
}

TEST(LockOrder, AFailedTryOrdersNothing) {
  Mutex mutex;
  EXPECT_FALSE(isOrdered(
      [&] {
        pthread_mutex_lock(mutex);
        pthread_mutex_unlock(mutex);
        pthread_mutex_lock(mutex);
      },
      [&] { EXPECT_EQ(EBUSY, pthread_mutex_trylock(mutex)); }));
}

// An unlock that fails takes nothing away from what others published.
TEST(LockOrder, AMistakenUnlockLosesNothing) {
  Mutex mutex(PTHREAD_MUTEX_ERRORCHECK);
  EXPECT_TRUE(isOrdered(
      [&] {
        pthread_mutex_lock(mutex);
        pthread_mutex_unlock(mutex);
      },
      [&] {
        EXPECT_EQ(EPERM, pthread_mutex_unlock(mutex));
        pthread_mutex_lock(mutex);
        pthread_mutex_unlock(mutex);
      }));
}

TEST(LockOrder, ARobustMutexWhoseOwnerDied) {
  Mutex mutex(PTHREAD_MUTEX_DEFAULT, true);
  Epoch acted;
  pthread_t dies;
  struct Both {
    Mutex &mutex;
    Epoch &acted;
  } both = {mutex, acted};
  pthread_create(
      &dies, nullptr,
      [](void *argument) -> void * {
        Both &both = *static_cast<Both *>(argument);
        pthread_mutex_lock(both.mutex);
        both.acted = act();
        return nullptr;
      },
      &both);
  bool saw = false;
  std::thread([&] {
    while (pthread_mutex_lock(mutex) == 0)
      pthread_mutex_unlock(mutex);
    saw = hasSeen(acted);
    pthread_mutex_consistent(mutex);
    pthread_mutex_unlock(mutex);
  }).join();
  EXPECT_TRUE(saw);
  pthread_join(dies, nullptr);
}

TEST(LockOrder, ADestroyedMutexIsForgotten) {
  alignas(Mutex) char memory[sizeof(Mutex)];
  const auto life = [&] {
    Mutex *mutex = new (memory) Mutex;
    pthread_mutex_lock(*mutex);
    pthread_mutex_unlock(*mutex);
    mutex->~Mutex();
  };
  EXPECT_FALSE(isOrdered(life, life));
}

TEST(LockOrder, SpinLock) {
  pthread_spinlock_t lock;
  pthread_spin_init(&lock, 0);
  const auto section = [&] {
    pthread_spin_lock(&lock);
    pthread_spin_unlock(&lock);
  };
  EXPECT_TRUE(isOrdered(section, [&] {
    pthread_spin_trylock(&lock);
    pthread_spin_unlock(&lock);
  }));
  EXPECT_TRUE(isOrdered(section, section));
  pthread_spin_destroy(&lock);
}

TEST(LockOrder, MutexOfC11) {
  mtx_t mutex;
  mtx_init(&mutex, mtx_timed);
  const auto section = [&] {
    mtx_lock(&mutex);
    mtx_unlock(&mutex);
  };
  EXPECT_TRUE(isOrdered(section, section));
  EXPECT_TRUE(isOrdered(section, [&] {
    EXPECT_EQ(thrd_success, mtx_trylock(&mutex));
    mtx_unlock(&mutex);
  }));
  EXPECT_TRUE(isOrdered(section, [&] {
    const timespec until = soon();
    EXPECT_EQ(thrd_success, mtx_timedlock(&mutex, &until));
    mtx_unlock(&mutex);
  }));
  mtx_destroy(&mutex);
}

// ---- locks with readers ----

template <typename First, typename Second>
bool sharedOrders(First first, Second second) {
  pthread_rwlock_t lock;
  pthread_rwlock_init(&lock, nullptr);
  const bool answer = isOrdered(
      [&] {
        EXPECT_EQ(0, first(&lock));
        pthread_rwlock_unlock(&lock);
      },
      [&] {
        EXPECT_EQ(0, second(&lock));
        pthread_rwlock_unlock(&lock);
      });
  pthread_rwlock_destroy(&lock);
  return answer;
}

TEST(SharedLockOrder, WriterToWriterAndReader) {
  EXPECT_TRUE(sharedOrders(pthread_rwlock_wrlock, pthread_rwlock_wrlock));
  EXPECT_TRUE(sharedOrders(pthread_rwlock_wrlock, pthread_rwlock_rdlock));
  EXPECT_TRUE(sharedOrders(pthread_rwlock_trywrlock, pthread_rwlock_tryrdlock));
}
TEST(SharedLockOrder, ReaderToWriter) {
  EXPECT_TRUE(sharedOrders(pthread_rwlock_rdlock, pthread_rwlock_wrlock));
  EXPECT_TRUE(sharedOrders(pthread_rwlock_tryrdlock, pthread_rwlock_trywrlock));
}
TEST(SharedLockOrder, ReadersDoNotOrderEachOther) {
  EXPECT_FALSE(sharedOrders(pthread_rwlock_rdlock, pthread_rwlock_rdlock));
}
TEST(SharedLockOrder, WithTimeAndClock) {
  EXPECT_TRUE(sharedOrders(
      [](pthread_rwlock_t *lock) {
        const timespec until = soon();
        return pthread_rwlock_timedwrlock(lock, &until);
      },
      [](pthread_rwlock_t *lock) {
        const timespec until = soon();
        return pthread_rwlock_timedrdlock(lock, &until);
      }));
  EXPECT_TRUE(sharedOrders(
      [](pthread_rwlock_t *lock) {
        const timespec until = soon();
        return pthread_rwlock_clockrdlock(lock, CLOCK_REALTIME, &until);
      },
      [](pthread_rwlock_t *lock) {
        const timespec until = soon();
        return pthread_rwlock_clockwrlock(lock, CLOCK_REALTIME, &until);
      }));
}

// ---- conditions ----

// Held by nobody but the waiter between its unlock and its lock.
template <typename Wait> bool waitOrders(Wait wait) {
  std::mutex mutex;
  std::condition_variable condition;
  bool isReady = false;
  return isOrderedWaiting(
      [&] {
        mutex.lock();
        isReady = true;
        mutex.unlock();
        condition.notify_one();
      },
      [&] {
        mutex.lock();
        const uint32_t lost = lostEdges();
        while (!isReady)
          wait(condition.native_handle(), mutex.native_handle());
        EXPECT_EQ(lost, lostEdges());
        mutex.unlock();
      });
}

TEST(ConditionOrder, Wait) {
  EXPECT_TRUE(waitOrders([](auto *condition, auto *mutex) {
    pthread_cond_wait(condition, mutex);
  }));
}
TEST(ConditionOrder, TimedWait) {
  EXPECT_TRUE(waitOrders([](auto *condition, auto *mutex) {
    const timespec until = soon();
    pthread_cond_timedwait(condition, mutex, &until);
  }));
}
TEST(ConditionOrder, ClockWait) {
  EXPECT_TRUE(waitOrders([](auto *condition, auto *mutex) {
    const timespec until = soon(CLOCK_MONOTONIC);
    pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, &until);
  }));
}

// The wait is an unlock for others, before it returns.
TEST(ConditionOrder, WaitingGivesTheMutexBack) {
  std::mutex mutex;
  std::condition_variable condition;
  bool isWaiting = false, mayGo = false;
  EXPECT_TRUE(isOrderedWaiting(
      [&] {
        std::unique_lock<std::mutex> lock(mutex);
        isWaiting = true;
        while (!mayGo)
          condition.wait(lock);
      },
      [&] {
        for (bool isIn = false; !isIn;) {
          mutex.lock();
          isIn = isWaiting;
          mutex.unlock();
        }
        mutex.lock();
        mayGo = true;
        mutex.unlock();
        condition.notify_all();
      }));
}

TEST(ConditionOrder, ASignalAloneOrdersNothing) {
  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
  EXPECT_FALSE(isOrdered([&] { pthread_cond_signal(&condition); },
                         [&] { pthread_cond_broadcast(&condition); }));
}

TEST(ConditionOrder, ConditionOfC11) {
  mtx_t mutex;
  cnd_t condition;
  mtx_init(&mutex, mtx_plain);
  cnd_init(&condition);
  bool isReady = false;
  EXPECT_TRUE(isOrderedWaiting(
      [&] {
        mtx_lock(&mutex);
        isReady = true;
        mtx_unlock(&mutex);
        cnd_signal(&condition);
      },
      [&] {
        mtx_lock(&mutex);
        while (!isReady)
          cnd_wait(&condition, &mutex);
        mtx_unlock(&mutex);
      }));
  mtx_destroy(&mutex);
  cnd_destroy(&condition);
}

// Cleanup handlers run with the mutex: what they do is ordered after the last
// owner, and listed.
TEST(ConditionOrder, ACancelledWaitHoldsTheMutexAgain) {
  struct Both {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    Barrier isIn;
    Epoch acted = {};
    bool saw = false;
  } both;
  pthread_t waiter;
  pthread_create(
      &waiter, nullptr,
      [](void *argument) -> void * {
        Both &both = *static_cast<Both *>(argument);
        pthread_mutex_lock(&both.mutex);
        both.isIn.arrive();
        pthread_cleanup_push(
            [](void *argument) {
              Both &both = *static_cast<Both *>(argument);
              both.saw = hasSeen(both.acted);
              pthread_mutex_unlock(&both.mutex);
            },
            &both);
        for (;;)
          pthread_cond_wait(&both.condition, &both.mutex);
        pthread_cleanup_pop(0);
        return nullptr;
      },
      &both);
  both.isIn.wait();
  pthread_mutex_lock(&both.mutex); // it waits
  both.acted = act();
  pthread_mutex_unlock(&both.mutex);
  pthread_cancel(waiter);
  pthread_join(waiter, nullptr);
  EXPECT_TRUE(both.saw);
}

} // namespace
