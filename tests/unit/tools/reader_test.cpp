// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/unit/tools/invoke.h"
#include "tests/unit/tools/logs.h"
#include "tools/mapsan/log/reader.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

class Reader : public testing::Test {
protected:
  /// "kind lines first" of each damage.
  std::string read(const std::string &text) {
    std::istringstream in(text);
    reader_.read(in, "log");
    std::string all;
    for (const Damage &damage : reader_.damages())
      all += std::string(damage.kind) + " " + std::to_string(damage.lines) +
             " " + std::to_string(damage.first) + ";";
    return all;
  }

  unsigned taken_ = 0;
  Catalog catalog_;
  LogReader reader_{[this](const LogLine &line) {
    const bool isGood = catalog_.take(line);
    taken_ += isGood;
    return isGood;
  }};
};

TEST_F(Reader, TakesWholeLogs) {
  EXPECT_EQ(read(processLine() + "\n" + raceLine(kPrintA) + endLine("")), "");
  EXPECT_EQ(taken_, 3u);
}

TEST_F(Reader, TakesALastLineWithoutEndIfItIsWhole) {
  std::string text = processLine() + raceLine(kPrintA);
  text.pop_back();
  EXPECT_EQ(read(text), "");
  EXPECT_EQ(taken_, 2u);
}

TEST_F(Reader, LosesOnlyWhatIsCut) {
  const std::string race = raceLine(kPrintA);
  EXPECT_EQ(read(processLine() + race + race.substr(0, race.size() / 2)),
            "truncated 1 3;");
  EXPECT_EQ(taken_, 2u);
}

TEST_F(Reader, KnowsTheFirstLineOfAKilledProcess) {
  EXPECT_EQ(read(processLine().substr(0, 40)), "truncated 1 1;");
}

TEST_F(Reader, SkipsDamagedLinesInBetween) {
  EXPECT_EQ(read("noise\n" + processLine() + "{\"mapsan\":1\n" +
                 raceLine(kPrintA) + std::string("\0\0\0\n", 4) + endLine("")),
            "corrupt 3 1;");
  EXPECT_EQ(taken_, 3u);
}

TEST_F(Reader, CountsARaceWithoutSidesAsDamaged) {
  EXPECT_EQ(read(processLine() + R"({"mapsan":1,"record":"race","pid":1,)"
                                 R"("title":"x","fingerprint":"y"})"
                                 "\n"),
            "corrupt 1 2;");
}

TEST_F(Reader, NamesOtherVersionsAndTakesTheRest) {
  EXPECT_EQ(read(processLine() + "{\"mapsan\":2,\"record\":\"race\"}\n" +
                 raceLine(kPrintA)),
            "version 1 2;");
  EXPECT_EQ(taken_, 2u);
}

TEST_F(Reader, IgnoresRecordsOfALaterKind) {
  EXPECT_EQ(read("{\"mapsan\":1,\"record\":\"weather\",\"pid\":1}\n"), "");
}

TEST_F(Reader, CallsAFileWithoutAnyRecordForeign) {
  EXPECT_EQ(read("{\"ninja\":1}\n[1,2]\nhello\n"), "foreign 0 0;");
}

TEST_F(Reader, BoundsALine) {
  EXPECT_EQ(read(processLine() + std::string(kMaxLineBytes + 5, 'x') + "\n" +
                 raceLine(kPrintA)),
            "too long 1 2;");
  EXPECT_EQ(taken_, 2u);
}

TEST_F(Reader, ReadsFoldersAndNamesWhatIsMissing) {
  TemporaryFolder folder("mapsan-reader");
  folder.write("one/log.jsonl", raceLine(kPrintA));
  folder.write("two/log.jsonl", raceLine(kPrintB));
  folder.write("two/log.7", "the text, which is not read");
  reader_.readAny(folder.path().string());
  EXPECT_EQ(reader_.files(), 2u);
  EXPECT_EQ(catalog_.races().size(), 2u);
  reader_.readAny((folder.path() / "no").string());
  std::ostringstream said;
  reader_.printDamages(said);
  EXPECT_EQ(said.str(), "mapsan: " + (folder.path() / "no").string() +
                            ": cannot be read; skipped\n");
}

} // namespace
