// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The check of an iterator's step, and what counts as a release between two
// steps. Companions are played by hand, as the plugin keeps them: {word,
// releases} from the last good look, and the thread's operations then.
#include "tests/runtime/scenario.h"

#include <functional>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <threads.h>
#include <unistd.h>

using namespace mapsan;

namespace {

TestSite insertThere("emplace", Effect::Upsert, 20, KeyKind::Signed);
TestSite findHere("find", Effect::Read, 40, KeyKind::Signed);
TestSite stepHere("operator++", Effect::Iterate, 60);
TestMap map;

struct Companion {
  Word word;
  uint64_t releases;
  uint64_t operations;
};

/// it = map.find(k)
Companion found() {
  read(map, findHere);
  return {loadWord(wordOf(&map, kTableBits)), __mapsan_thread.releases,
          __mapsan_thread.operations};
}

/// ++it
__attribute__((noinline)) void step(Companion &companion) {
  HandOperation hand = {};
  hand.fill(&map, stepHere, kTableBits, __builtin_frame_address(0),
            currentPc());
  if (loadWord(hand.word) != companion.word) {
    hand.op.stored = companion.word;
    hand.op.scratch[0] = companion.releases;
    hand.op.scratch[1] = companion.operations;
    companion.word = __mapsan_iterate(&hand.op);
  }
  companion.releases = __mapsan_thread.releases;
}

/// Another thread inserts between two steps; in between this one does `release`.
void insertBetweenSteps(std::function<void()> release) {
  Barrier first, inserted;
  runBoth(
      [&] {
        Companion companion = found();
        release();
        first.arrive();
        inserted.wait();
        step(companion);
        step(companion);
      },
      [&] {
        first.wait();
        write(map, insertThere);
        inserted.arrive();
      });
}

TEST(Iteration, InsertionBetweenTwoStepsIsUnorderedAndTheProcessGoesOn) {
  EXPECT_REPORT(
      66,
      {
        insertBetweenSteps([] {});
        fputs("went on\n", stderr);
      },
      "concurrent map iteration and map write(.|\n)*"
      "Evidence: unordered(.|\n)*went on");
}

TEST(Iteration, AnUnorderedFindingIsReportedOnce) {
  EXPECT_REPORT(
      66,
      {
        insertBetweenSteps([] {});
        insertBetweenSteps([] {});
        fputs("end\n", stderr);
      },
      "^[^W]*WARNING[^W]*end\n");
}

void insertInsideAStep() {
  Barrier first, inside, done;
  runBoth(
      [&] {
        Companion companion = found();
        first.arrive();
        inside.wait();
        step(companion);
        done.arrive();
      },
      [&] {
        first.wait();
        HandWrite operation(&map, insertThere);
        inside.arrive();
        done.wait();
        operation.end(Changed::Yes);
      });
}

TEST(Iteration, AnInsertionInsideAStepEndsTheProcess) {
  EXPECT_REPORT(
      66,
      {
        insertInsideAStep();
        fputs("went on\n", stderr);
      },
      "concurrent map iteration and map write[^~]*"
      "Evidence: overlap[^~]*=\n$");
}

TEST(Iteration, OwnInsertionsAreSilent) {
  EXPECT_SILENCE({
    Companion companion = found();
    write(map, insertThere);
    step(companion);
  });
}

struct ReleaseCase {
  const char *name;
  std::function<void()> release;
};

class Release : public testing::TestWithParam<ReleaseCase> {};

TEST_P(Release, MakesAnInsertionBetweenTwoStepsLegal) {
  EXPECT_SILENCE(insertBetweenSteps(GetParam().release));
}

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
pthread_once_t once = PTHREAD_ONCE_INIT;
int local(int value) {
  static int kept = value;
  return kept;
}

INSTANTIATE_TEST_SUITE_P(
    All, Release,
    testing::Values(
        ReleaseCase{"mutex",
                    [] {
                      pthread_mutex_lock(&mutex);
                      pthread_mutex_unlock(&mutex);
                    }},
        ReleaseCase{"rwlock",
                    [] {
                      pthread_rwlock_rdlock(&rwlock);
                      pthread_rwlock_unlock(&rwlock);
                    }},
        ReleaseCase{"spin",
                    [] {
                      pthread_spinlock_t lock;
                      pthread_spin_init(&lock, 0);
                      pthread_spin_lock(&lock);
                      pthread_spin_unlock(&lock);
                    }},
        ReleaseCase{"mtx",
                    [] {
                      mtx_t lock;
                      mtx_init(&lock, mtx_plain);
                      mtx_lock(&lock);
                      mtx_unlock(&lock);
                    }},
        ReleaseCase{"signal", [] { pthread_cond_signal(&condition); }},
        ReleaseCase{"broadcast", [] { pthread_cond_broadcast(&condition); }},
        ReleaseCase{"timedwait",
                    [] {
                      const timespec past = {};
                      pthread_mutex_lock(&mutex);
                      const uint64_t before = __mapsan_thread.releases;
                      pthread_cond_timedwait(&condition, &mutex, &past);
                      if (__mapsan_thread.releases == before)
                        abort();
                      pthread_mutex_unlock(&mutex);
                    }},
        ReleaseCase{"semaphore",
                    [] {
                      sem_t semaphore;
                      sem_init(&semaphore, 0, 0);
                      sem_post(&semaphore);
                    }},
        ReleaseCase{"barrier",
                    [] {
                      pthread_barrier_t barrier;
                      pthread_barrier_init(&barrier, nullptr, 1);
                      pthread_barrier_wait(&barrier);
                    }},
        ReleaseCase{"thread", [] { std::thread([] {}).join(); }},
        ReleaseCase{"once", [] { pthread_once(&once, [] {}); }},
        ReleaseCase{"static", [] { local(getpid()); }},
        ReleaseCase{"futex",
                    [] {
                      int word = 0;
                      syscall(SYS_futex, &word, 1, 1, nullptr, nullptr, 0);
                    }},
        ReleaseCase{"atomic", [] { __mapsan_released(); }}),
    [](const testing::TestParamInfo<ReleaseCase> &info) {
      return std::string(info.param.name);
    });

} // namespace
