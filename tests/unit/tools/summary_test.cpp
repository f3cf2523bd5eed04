// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/unit/tools/logs.h"
#include "tools/mapsan/write/summary.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

std::string tableOf(const std::string &log, unsigned width,
                    const Baseline &baseline = {}) {
  const std::vector<Finding> findings =
      findingsOf(catalogOf(log), baseline, "2027-01-01");
  std::ostringstream out;
  printTable(out, findings, commonRoot(findings), {false, false, width});
  return out.str();
}

TEST(Table, HasARowForEachRace) {
  EXPECT_EQ(
      tableOf(raceLine(kPrintA) + raceLine(kPrintB) + raceLine(kPrintB), 0),
      "  SEEN  STATE  EVIDENCE   FIRST     SECOND    MAP   FINGERPRINT\n"
      "    1x  new    unordered  a.cpp:10  b.cpp:20  ages  "
      "00000000000000aa\n"
      "    2x  new    unordered  a.cpp:10  b.cpp:20  ages  "
      "00000000000000bb\n");
}

TEST(Table, NamesTestsOnlyIfThereAreAny) {
  const std::string table =
      tableOf(raceLine(kPrintA, "\"test\":\"Router.Adds\",") +
                  raceLine(kPrintA, "\"test\":\"Router.Gets\","),
              0);
  EXPECT_NE(table.find("TEST                    FINGERPRINT"),
            std::string::npos);
  EXPECT_NE(table.find("Router.Adds and 1 more"), std::string::npos);
}

TEST(Table, TakesTwoLinesWhereItIsNarrow) {
  EXPECT_EQ(tableOf(raceLine(kPrintA), 50), "  1x  new  unordered  "
                                            "00000000000000aa  ages\n"
                                            "      a.cpp:10 <-> b.cpp:20\n");
  for (unsigned width = 1; width < 90; ++width) {
    std::istringstream lines(
        tableOf(raceLine(kPrintA, "\"test\":\"T\","), width));
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(columnsOf(line), std::max(width, 40u)) << line;
  }
}

TEST(Table, PutsNewRacesFirst) {
  Baseline baseline;
  baseline.accepted[kPrintA] = {"r", "o", "2027-02-01", "", "", ""};
  const std::string both = raceLine(kPrintA) + raceLine(kPrintB);
  std::string table = tableOf(both, 0, baseline);
  EXPECT_LT(table.find("1x  new"), table.find("1x  known"));
  baseline.accepted[kPrintA].expires = "2026-12-31";
  EXPECT_NE(tableOf(both, 0, baseline).find("1x  expired"), std::string::npos);
}

TEST(Table, IsHarmlessWhateverProgramsAreCalled) {
  const std::string table =
      tableOf(raceLine(kPrintA, R"("test":"\u001b[2J\u009b",)"), 0);
  EXPECT_NE(table.find("\\x1b[2J\\x9b"), std::string::npos);
  EXPECT_EQ(table.find('\x1b'), std::string::npos);
}

TEST(Exercised, NothingIsSaidToBeNothing) {
  EXPECT_NE(whyNothingWasChecked({}).find("no process carried"),
            std::string::npos);
  EXPECT_NE(whyNothingWasChecked(catalogOf(processLine() + endLine("")))
                .find("no operation on a map was reached"),
            std::string::npos);
  EXPECT_EQ(whyNothingWasChecked(
                catalogOf(processLine() + endLine("") + processLine())),
            "")
      << "the second was killed: nobody knows";
  EXPECT_EQ(
      whyNothingWasChecked(catalogOf(processLine() + endLine("\"reads\":1"))),
      "");
}

TEST(Exercised, TakesSeveralLinesWhereItIsNarrow) {
  const Catalog catalog = catalogOf(
      processLine() + endLine(R"("sites":9,"sitesReached":8,"reads":6,"maps":3)"
                              R"(,"sharedMaps":1)"));
  std::ostringstream wide, narrow;
  printExercise(wide, catalog);
  EXPECT_EQ(wide.str(),
            "Checked: 1 process of 1 program; 8 of 9 call sites reached; 6 "
            "operations on 3 maps; 1 of them used by more than one thread, 2 "
            "never shared\n");
  printExercise(narrow, catalog, 80);
  EXPECT_EQ(
      narrow.str(),
      "Checked: 1 process of 1 program; 8 of 9 call sites reached;\n"
      "  6 operations on 3 maps; 1 of them used by more than one thread, 2 "
      "never shared\n");
}

TEST(Text, IsCutAtTheFront) {
  EXPECT_EQ(keepEnd("/src/router.cpp", 10), "…outer.cpp");
  EXPECT_EQ(keepEnd("short", 10), "short");
  EXPECT_EQ(keepEnd("größe", 4), "…öße");
  EXPECT_EQ(printable("\xff\xc3"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

} // namespace
