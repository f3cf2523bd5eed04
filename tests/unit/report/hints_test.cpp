// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hints from made-up reports: each fact gives its sentence, and no other does.
#include "runtime/report/hints.h"
#include "tests/unit/report/sample.h"

#include <gtest/gtest.h>

#include <vector>

using namespace mapsan;

namespace {

using Sentences = std::vector<std::string>;

/// A writer and a reader of 'Cache::map_'.
struct Facts {
  std::unique_ptr<Report> report = emptyReport();
  Side &writer = report->sides[0], &reader = report->sides[1];

  Facts() {
    report->evidence = Evidence::Unordered;
    report->sideCount = 2;
    report->map.name = report->add("Cache::map_");
    writer.thread = report->addThread(2, 12, nullptr);
    reader.thread = report->addThread(5, 15, nullptr);
    writer.effect = Effect::Upsert;
    writer.observed = Observed::Changed;
    writer.method = report->add("operator[]");
    writer.function = report->addFunction("Cache::put(int)");
    reader.effect = Effect::Read;
    reader.function = report->addFunction("Cache::get(int) const");
    for (Side *side : {&writer, &reader})
      side->sizeBefore = side->sizeAfter = kUnknownCount;
  }

  void takes(Side &side, uint64_t lock, bool isShared = false) {
    side.areLocksKnown = true;
    const uint8_t index = report->addLock(lock, nullptr, side.thread + 1);
    report->locks[index].isShared = isShared;
    side.locks[side.lockCount++] = index;
  }

  Sentences hints() {
    addHints(*report);
    Sentences all;
    for (unsigned i = 0; i < report->noteCount; ++i)
      all.push_back(report->text(report->notes[i]));
    return all;
  }
};

TEST(Hints, SayNothingOfLocksThatAreNotKnown) {
  Facts facts;
  facts.takes(facts.writer, 0x10);
  EXPECT_EQ(facts.hints(), Sentences());
}

TEST(Hints, NoLockOnEitherSide) {
  Facts facts;
  facts.writer.areLocksKnown = facts.reader.areLocksKnown = true;
  EXPECT_EQ(facts.hints(), Sentences{"neither thread holds a lock"});
}

TEST(Hints, OnlyTheWriterLocks) {
  Facts facts;
  facts.takes(facts.writer, 0x10);
  facts.reader.areLocksKnown = true;
  EXPECT_EQ(facts.hints(),
            Sentences{"only the writer holds a lock: whoever reads must hold "
                      "it, too"});
}

TEST(Hints, OnlyTheReaderLocks) {
  Facts facts;
  facts.writer.areLocksKnown = true;
  facts.takes(facts.reader, 0x10);
  EXPECT_EQ(facts.hints(),
            Sentences{"only the reader holds a lock: whoever writes must hold "
                      "it, too"});
}

TEST(Hints, DifferentLocks) {
  Facts facts;
  facts.takes(facts.writer, 0x10);
  facts.takes(facts.reader, 0x20);
  EXPECT_EQ(facts.hints(),
            Sentences{"the two threads hold different locks, which exclude "
                      "nobody from the map"});
}

TEST(Hints, SharedLockWhileWriting) {
  Facts facts;
  facts.takes(facts.writer, 0x10, true);
  facts.takes(facts.reader, 0x10, true);
  EXPECT_EQ(facts.hints(),
            Sentences{"T2 writes while it holds M1 only for reading"});
}

TEST(Hints, SharedLockWhileReadingIsRight) {
  Facts facts;
  facts.takes(facts.writer, 0x10);
  facts.takes(facts.reader, 0x10, true);
  EXPECT_EQ(facts.hints(), Sentences());
}

TEST(Hints, OneThreadNeedsNoLock) {
  Facts facts;
  facts.report->evidence = Evidence::SameThread;
  facts.writer.areLocksKnown = facts.reader.areLocksKnown = true;
  EXPECT_EQ(facts.hints(), Sentences());
}

TEST(Hints, BothFillAnEmptyMapInOneFunction) {
  Facts facts;
  facts.writer.sizeBefore = 0;
  facts.reader.function = facts.writer.function;
  EXPECT_EQ(facts.hints(),
            Sentences{"two threads are in one function that found the map "
                      "empty: fill it under std::call_once or in a local "
                      "static's initialiser"});
}

TEST(Hints, TwoThatFillAnEmptyMapInOneFunctionHaveNotLooked) {
  Facts facts;
  facts.writer.sizeBefore = 0;
  facts.reader.effect = Effect::Upsert;
  facts.reader.function = facts.writer.function;
  EXPECT_EQ(facts.hints(), Sentences());
}

TEST(Hints, WhoLooksAfterwardsFillsNothing) {
  Facts facts;
  facts.writer.sizeBefore = 0;
  facts.writer.line = 1;
  facts.reader.line = 2;
  facts.reader.function = facts.writer.function;
  EXPECT_EQ(facts.hints(), Sentences());
}

TEST(Hints, AnEmptyMapInTwoFunctionsIsNoLazyOne) {
  Facts facts;
  facts.writer.sizeBefore = 0;
  EXPECT_EQ(facts.hints(), Sentences());
}

TEST(Hints, OperatorThatOnlyLooked) {
  Facts facts;
  facts.writer.isOnlyLooked = true;
  facts.writer.key = facts.report->add("\"x\"");
  EXPECT_EQ(facts.hints(), Sentences{"operator[] inserted key \"x\": use find "
                                     "or at to only look"});
}

TEST(Hints, OperatorThatFoundTheKeyIsNotBlamed) {
  Facts facts;
  facts.writer.isOnlyLooked = true;
  facts.writer.observed = Observed::Nothing;
  EXPECT_EQ(facts.hints(), Sentences());
}

TEST(Hints, ConstMethodThatChangesAMember) {
  Facts facts;
  facts.writer.function = facts.report->addFunction("Cache::get(int) const");
  EXPECT_EQ(facts.hints(),
            Sentences{"Cache::get(int) is const and changes Cache::map_: "
                      "callers may take it for a read that needs no lock"});
}

TEST(Hints, ConstMethodThatChangesAnotherClassIsItsMatter) {
  Facts facts;
  facts.writer.function = facts.report->addFunction("Router::get(int) const");
  EXPECT_EQ(facts.hints(), Sentences());
}

} // namespace
