// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two threads, one map, the order of steps fixed. What must be reported, and
// what must not.
#include "tests/runtime/scenario.h"

using namespace mapsan;

namespace {

TestSite insertHere("insert", Effect::Upsert, 10, KeyKind::Signed);
TestSite insertThere("emplace", Effect::Upsert, 20, KeyKind::Signed);
TestSite clearHere("clear", Effect::Write, 30);
TestSite findHere("find", Effect::Read, 40, KeyKind::Signed);
TestSite destroyHere("~map", Effect::Destroy, 50);
TestMap map, other;

/// A thread that is inside an operation while `meanwhile` runs in another.
template <typename Meanwhile>
void insideOf(const TestSite &site, Changed changed, Meanwhile meanwhile) {
  Barrier inside, done;
  runBoth(
      [&] {
        HandWrite operation(&map, site);
        inside.arrive();
        done.wait();
        operation.end(changed);
      },
      [&] {
        inside.wait();
        meanwhile();
        done.arrive();
      });
}

TEST(Overlap, WriteInsideClearIsReportedAtBegin) {
  EXPECT_REPORT(
      66, insideOf(clearHere, Changed::Yes, [] { write(map, insertHere); }),
      "concurrent map writes");
}

TEST(Overlap, ReadInsideClearIsReported) {
  EXPECT_REPORT(66,
                insideOf(clearHere, Changed::Yes, [] { read(map, findHere); }),
                "concurrent map read and map write");
}

TEST(Overlap, BothSidesHaveTheirCallSites) {
  EXPECT_REPORT(
      66, insideOf(clearHere, Changed::Yes, [] { write(map, insertHere); }),
      "play.cpp:10(.|\n)*play.cpp:30");
}

TEST(Overlap, TwoInsertionsAreReported) {
  EXPECT_REPORT(
      66, insideOf(insertHere, Changed::Yes, [] { write(map, insertThere); }),
      "concurrent map writes");
}

TEST(Overlap, InsertionThatEndsLaterIsReportedByItself) {
  EXPECT_REPORT(66,
                insideOf(insertHere, Changed::Yes,
                         [] { write(map, insertThere, Changed::No); }),
                "concurrent map writes");
}

TEST(Overlap, WriteWithinAReadIsFoundAtTheReadsEnd) {
  Barrier inside, done;
  EXPECT_REPORT(66,
                runBoth(
                    [&] {
                      read(map, findHere);
                      HandRead operation(&map, findHere);
                      inside.arrive();
                      done.wait();
                      operation.end();
                    },
                    [&] {
                      inside.wait();
                      write(map, insertHere);
                      done.arrive();
                    }),
                "concurrent map read and map write");
}

TEST(Overlap, DestructionHasItsOwnTitle) {
  EXPECT_REPORT(
      66, insideOf(destroyHere, Changed::Yes, [] { read(map, findHere); }),
      "map destroyed while in use");
}

TEST(Overlap, PresentKeysAreANote) {
  EXPECT_REPORT(0,
                insideOf(insertHere, Changed::No,
                         [] { write(map, insertThere, Changed::No); }),
                "play.cpp");
}

TEST(Overlap, OtherMapIsSilent) {
  EXPECT_SILENCE(
      insideOf(clearHere, Changed::Yes, [] { write(other, insertHere); }));
}

TEST(Overlap, OneAfterTheOtherIsSilent) {
  EXPECT_SILENCE({
    for (int i = 0; i < 1000; ++i) {
      std::thread([] { write(map, insertHere); }).join();
      std::thread([] { read(map, findHere); }).join();
    }
  });
}

} // namespace
