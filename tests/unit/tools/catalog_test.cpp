// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/unit/tools/logs.h"
#include "tools/mapsan/log/catalog.h"

#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

std::string merged(const Catalog &catalog) {
  std::string text;
  llvm::raw_string_ostream out(text);
  catalog.write(out);
  return out.str();
}

TEST(Catalog, CountsARaceOnceForEachProcess) {
  const Catalog catalog =
      catalogOf(raceLine(kPrintA, "\"test\":\"One\",") + raceLine(kPrintB) +
                raceLine(kPrintA, "\"test\":\"Two\",") + raceLine(kPrintA));
  ASSERT_EQ(catalog.races().size(), 2u);
  EXPECT_EQ(catalog.races().at(kPrintA).count, 3u);
  EXPECT_EQ(catalog.races().at(kPrintA).tests,
            (std::set<std::string>{"One", "Two"}));
  EXPECT_EQ(catalog.inOrder(), (std::vector<std::string>{kPrintA, kPrintB}));
}

TEST(Catalog, KeepsTheLineThatSaysMost) {
  std::string poor = raceLine(kPrintA);
  const std::string frames =
      R"j("frames":[{"function":"f()","file":"/s/b.cpp",)j"
      R"j("line":20}])j";
  poor.replace(poor.find(frames), frames.size(), R"("frames":[])");
  const std::string rich = raceLine(kPrintA);
  for (const std::string &log : {poor + rich, rich + poor})
    EXPECT_EQ(catalogOf(log).races().at(kPrintA).line + "\n", rich);
}

TEST(Catalog, ANoteBecomesARaceButNotBack) {
  const std::string note = raceLine(kPrintA, "", "note");
  EXPECT_TRUE(catalogOf(note).races().at(kPrintA).isNote);
  EXPECT_FALSE(catalogOf(note + raceLine(kPrintA)).races().at(kPrintA).isNote);
  EXPECT_FALSE(catalogOf(raceLine(kPrintA) + note).races().at(kPrintA).isNote);
}

TEST(Catalog, AddsEventsAndKeepsPropertiesOfAProgram) {
  const Catalog catalog = catalogOf(
      processLine() + endLine("\"sites\":5,\"reads\":10") + processLine() +
      endLine("\"sites\":5,\"reads\":1") + processLine("/bin/b") +
      endLine("\"sites\":2", "/bin/b") + processLine("/bin/b"));
  const Exercise total = catalog.total();
  EXPECT_EQ(total.processes, 4u);
  EXPECT_EQ(total.ended, 3u);
  EXPECT_EQ(total.count("sites"), 7u);
  EXPECT_EQ(total.operations(), 11u);
}

TEST(Catalog, MergingIsAssociative) {
  const std::string one = processLine() +
                          raceLine(kPrintA, "\"test\":\"One\",") +
                          endLine("\"writes\":3,\"sites\":2");
  const std::string two = processLine() + raceLine(kPrintA) +
                          raceLine(kPrintB, "\"test\":\"Two\",");
  const std::string three =
      processLine("/bin/b") + raceLine(kPrintA, "", "note");
  const std::string all = merged(catalogOf(one + two + three));
  EXPECT_EQ(merged(catalogOf(merged(catalogOf(one + two)) + three)), all);
  EXPECT_EQ(merged(catalogOf(one + merged(catalogOf(two + three)))), all);
  EXPECT_EQ(merged(catalogOf(all)), all);
}

TEST(Catalog, RemembersSomeTestsOnly) {
  std::string log;
  for (unsigned i = 0; i < 100; ++i)
    log += raceLine(kPrintA, "\"test\":\"T" + std::to_string(i) + "\",");
  const Catalog catalog = catalogOf(log);
  EXPECT_EQ(catalog.races().at(kPrintA).tests.size(), Catalog::kMaxTests);
  EXPECT_EQ(catalog.races().at(kPrintA).count, 100u);
}

} // namespace
