// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Readers that do not come to their own end: somebody else reports them. And the
// chains that must not be believed.
#include "tests/runtime/scenario.h"

#include <chrono>
#include <mutex>

using namespace mapsan;

namespace {

TestSite insertHere("insert", Effect::Upsert, 10, KeyKind::Signed);
TestSite findHere("find", Effect::Read, 40, KeyKind::Signed);
TestSite stepHere("operator++", Effect::Iterate, 50);
TestMap map, other;

/// Long enough for a writer to lose patience (wait_ms) several times over.
template <typename Write> void forAWhile(Write write) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  while (std::chrono::steady_clock::now() < end)
    for (int i = 0; i < 100; ++i)
      write();
}

void writeForAWhile(Changed changed = Changed::Yes) {
  forAWhile([&] { write(map, insertHere, changed); });
}

/// The slot is one that several threads use.
void share() {
  write(map, insertHere);
  std::thread([] { read(map, findHere); }).join();
  write(map, insertHere);
}

/// `meanwhile` runs while another thread is inside a read of the map, for good:
/// only a report or exit() ends the process.
template <typename Meanwhile>
void insideOfRead(const TestSite &site, Meanwhile meanwhile) {
  Barrier inside, never;
  share();
  std::thread reader([&] {
    HandRead operation(&map, site);
    inside.arrive();
    never.wait();
    operation.end();
  });
  inside.wait();
  meanwhile();
  exit(0);
}

TEST(Readers, WriterReportsAReaderThatDoesNotComeBack) {
  EXPECT_REPORT(66, insideOfRead(findHere, [] { writeForAWhile(); }),
                "concurrent map read and map write(.|\n)*play.cpp:10(.|\n)*"
                "play.cpp:40");
}

TEST(Readers, ThreadThatWroteReportsAtItsEnd) {
  EXPECT_REPORT(
      66,
      insideOfRead(findHere,
                   [] { std::thread([] { write(map, insertHere); }).join(); }),
      "concurrent map read and map write(.|\n)*play.cpp:10(.|\n)*"
      "play.cpp:40");
}

TEST(Readers, ProcessReportsAtItsEnd) {
  EXPECT_REPORT(66, insideOfRead(findHere, [] { write(map, insertHere); }),
                "concurrent map read and map write(.|\n)*play.cpp:10(.|\n)*"
                "play.cpp:40");
}

TEST(Readers, WritesThatChangeNothingAreSilent) {
  EXPECT_SILENCE(insideOfRead(findHere, [] { writeForAWhile(Changed::No); }));
}

TEST(Readers, OtherMapIsSilent) {
  EXPECT_SILENCE(insideOfRead(findHere, [] {
    std::thread([] { forAWhile([] { write(other, insertHere); }); }).join();
  }));
}

/// A read that began on a word that was simply its thread's own notes nothing
/// that others could trust; its own end finds the conflict.
void insideOfPrivateRead() {
  Barrier inside, never;
  std::thread reader([&] {
    write(map, insertHere);
    HandRead operation(&map, findHere);
    inside.arrive();
    never.wait();
    operation.end();
  });
  inside.wait();
  writeForAWhile();
  exit(0);
}

TEST(Readers, ReadOfAPrivateMapIsNotTrusted) {
  EXPECT_SILENCE(insideOfPrivateRead());
}

TEST(Readers, StepOfAnIterationIsNotTrusted) {
  EXPECT_SILENCE(insideOfRead(stepHere, [] { writeForAWhile(); }));
}

/// A correctly locked map whose reader left its operation on a way that nobody
/// noticed: the link stays. `leave` calls its argument when the lock is free.
template <typename Leave> void withStaleLink(Leave leave) {
  std::mutex mutex;
  Barrier left, used;
  share();
  runBoth(
      [&] {
        leave(mutex, [&] {
          left.arrive();
          used.wait();
        });
        __mapsan_thread.reads = nullptr;
      },
      [&] {
        left.wait();
        forAWhile([&] {
          std::lock_guard<std::mutex> lock(mutex);
          write(map, insertHere);
        });
        std::thread([&] {
          std::lock_guard<std::mutex> lock(mutex);
          write(map, insertHere);
        }).join();
        used.arrive();
      });
}

void beginAndForget(HandRead &operation, std::mutex &mutex) {
  std::lock_guard<std::mutex> lock(mutex);
  operation.begin(&map, findHere, nullptr, kTableBits,
                  __builtin_frame_address(0), currentPc());
}

template <typename Then> __attribute__((noinline)) void readOther(Then then) {
  HandRead operation(&other, findHere);
  then();
  operation.end();
}

TEST(Readers, StaleLinkIsSilent) {
  EXPECT_SILENCE(withStaleLink([](std::mutex &mutex, auto then) {
    HandRead operation;
    beginAndForget(operation, mutex);
    then();
  }));
}

TEST(Readers, StaleLinkBehindAnotherReadIsSilent) {
  EXPECT_SILENCE(withStaleLink([](std::mutex &mutex, auto then) {
    HandRead forgotten;
    beginAndForget(forgotten, mutex);
    readOther(then);
  }));
}

TEST(Readers, LinkOutsideOfTheStackIsNotFollowed) {
  EXPECT_SILENCE(withStaleLink([](std::mutex &mutex, auto then) {
    static HandRead operation;
    beginAndForget(operation, mutex);
    then();
  }));
}

} // namespace
