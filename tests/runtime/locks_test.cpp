// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a report says of the locks the two threads hold.
#include "tests/runtime/scenario.h"

#include <mutex>
#include <pthread.h>
#include <shared_mutex>

using namespace mapsan;

std::mutex lockOfTheTest; // has a symbol

namespace {

TestSite clearHere("clear", Effect::Write, 30);
TestSite findHere("find", Effect::Read, 40, KeyKind::Signed);
TestMap map;
std::shared_mutex shared;

/// A write that is open while another thread reads.
template <typename Write, typename Read>
void meet(Write lockForWriting, Read lockForReading) {
  Barrier inside, done;
  runBoth(
      [&] {
        auto lock = lockForWriting();
        (void)lock;
        HandWrite operation(&map, clearHere);
        inside.arrive();
        done.wait();
        operation.end(Changed::Yes);
      },
      [&] {
        inside.wait();
        auto lock = lockForReading();
        (void)lock;
        read(map, findHere);
        done.arrive();
      });
}

int none() { return 0; }
std::unique_lock<std::mutex> exclusive() {
  return std::unique_lock<std::mutex>(lockOfTheTest);
}
std::shared_lock<std::shared_mutex> forReading() {
  return std::shared_lock<std::shared_mutex>(shared);
}

TEST(Locks, NoneIsSaid) {
  EXPECT_REPORT(66, meet(none, none),
                "Read by thread T2, holding no lock:(.|\n)*"
                "Previous write by thread T1, holding no lock:");
}

TEST(Locks, OneSidesLockIsNamedWithItsPlace) {
  EXPECT_REPORT(66, meet(exclusive, none),
                "write by thread T1, holding M1:(.|\n)*"
                "Locks: T2 holds none; M1 'lockOfTheTest' taken by T1 at "
                ".*locks_test.cpp:[0-9]+ → no common lock");
}

TEST(Locks, DifferentLocksAreNoCommonLock) {
  EXPECT_REPORT(66, meet(exclusive, forReading),
                "Locks: M1 .* taken for reading by T2 at .*; "
                "M2 'lockOfTheTest' taken by T1 .* → no common lock");
}

TEST(Locks, TheSameLockForReadingProtectsNothing) {
  EXPECT_REPORT(66, meet(forReading, forReading),
                "→ both hold M1, but only for reading");
}

TEST(Locks, ALockGivenBackIsNotHeld) {
  const auto givenBack = [] {
    lockOfTheTest.lock();
    lockOfTheTest.unlock();
    return 0;
  };
  EXPECT_REPORT(66, meet(givenBack, none),
                "Previous write by thread T1, holding no lock:");
}

TEST(Locks, AFailedTryTakesNothing) {
  const auto fails = [] {
    lockOfTheTest.lock();
    std::thread([] { lockOfTheTest.try_lock(); }).join();
    lockOfTheTest.unlock();
    return lockOfTheTest.try_lock();
  };
  EXPECT_REPORT(66, meet(fails, none),
                "Previous write by thread T1, holding M1:");
}

TEST(Locks, ThreadsNamesAndCreatorsAreSaid) {
  const auto named = [] {
    pthread_setname_np(pthread_self(), "worker-3");
    return 0;
  };
  EXPECT_REPORT(66, meet(named, none),
                "write by thread T1 'worker-3'(.|\n)*"
                "Thread T1 'worker-3' created by main thread at:\n"
                "(    #.*\n)*    #[0-9]+ main ");
}

} // namespace
