// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/unit/tools/invoke.h"
#include "tests/unit/tools/logs.h"
#include "tools/mapsan/write/page.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

std::string textOf(const std::string &log, const Terminal &terminal,
                   const std::string &sources = "") {
  const Catalog catalog = catalogOf(log);
  const std::vector<Finding> findings = findingsOf(catalog, {}, "2027-01-01");
  Sources files(sources.empty() ? std::vector<std::string>()
                                : std::vector{sources});
  std::ostringstream out;
  writeText({findings, catalog, files, commonRoot(findings), terminal}, out);
  return out.str();
}

TEST(Text, HasTheSidesBelowEachOtherInAPipe) {
  const std::string text = textOf(raceLine(kPrintA), {});
  EXPECT_NE(text.find("  Write by T1, holding no lock\n  emplace key 1\n"
                      "    #0 f()\n       a.cpp:10\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("│"), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Text, HasThemSideBySideWhereThereIsRoom) {
  const std::string text = textOf(raceLine(kPrintA), {true, false, 120});
  EXPECT_NE(text.find("       a.cpp:10"), std::string::npos) << text;
  const size_t line = text.find("a.cpp:10");
  EXPECT_NE(text.substr(line, text.find('\n', line) - line).find("b.cpp:20"),
            std::string::npos)
      << text;
}

TEST(Text, NeverIsWiderThanTheTerminal) {
  std::string log = raceLine(kPrintA);
  const std::string name = "\"function\":\"f()\"";
  for (size_t at = 0; (at = log.find(name, at)) != log.npos; at += 300)
    log.replace(at, name.size(),
                "\"function\":\"" + std::string(150, 'x') + "<größe> const " +
                    std::string(90, 'y') + "()\"");
  for (unsigned width : {20u, 40u, 80u, 109u, 120u, 200u}) {
    std::istringstream lines(textOf(log, {true, false, width}));
    for (std::string line; std::getline(lines, line);)
      if (line.rfind("Checked", 0) != 0) {
        EXPECT_LE(columnsOf(line), std::max(width, 40u)) << line;
      }
  }
}

TEST(Text, PointsAtTheColumnOfTheSource) {
  TemporaryFolder folder("mapsan-text");
  std::string lines;
  for (int i = 1; i < 10; ++i)
    lines += "\n";
  folder.write("a.cpp", lines + "\tif (a) put();\n");
  std::string log = raceLine(kPrintA);
  const std::string frame = "\"line\":10}]";
  log.replace(log.find(frame), frame.size(), "\"line\":10,\"column\":9}]");
  EXPECT_NE(textOf(log, {}, folder.path().string())
                .find("       10│ if (a) put();\n         │        ^\n"),
            std::string::npos)
      << textOf(log, {}, folder.path().string());
}

TEST(Text, SaysOnceWhatBothStacksHaveInCommon) {
  std::string log = raceLine(kPrintA);
  const std::string end = "}]}}";
  const std::string longer =
      "},{\"function\":\"main\",\"file\":\"/s/m.cpp\",\"line\":1}]}}";
  for (size_t at = 0; (at = log.find(end, at)) != log.npos; at += longer.size())
    log.replace(at, end.size(), longer);
  const std::string text = textOf(log, {});
  EXPECT_NE(text.find("  Both from\n    #1 main\n       m.cpp:1\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("main"), text.rfind("main"));
}

} // namespace
