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
      EXPECT_LE(columnsOf(line), std::max(width, 40u)) << line;
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

TEST(Text, PointsAtBothPlacesSideBySide) {
  TemporaryFolder folder("mapsan-text");
  folder.write("a.cpp", std::string(9, '\n') + "put();\n");
  folder.write("b.cpp", std::string(19, '\n') + "  get();\n");
  std::string log = raceLine(kPrintA);
  for (const char *frame : {"\"line\":10}]", "\"line\":20}]"})
    log.replace(log.find(frame), 11,
                std::string(frame, 9) +
                    ",\"column\":" + (frame[7] == '1' ? "1}]" : "3}]"));
  const std::string text =
      textOf(log, {true, false, 120}, folder.path().string());
  const size_t code = text.find("10│ put();");
  ASSERT_NE(code, std::string::npos) << text;
  const size_t next = text.find('\n', code);
  EXPECT_NE(text.substr(code, next - code).find("20│ get();"),
            std::string::npos);
  const std::string carets =
      text.substr(next, text.find('\n', next + 1) - next);
  EXPECT_EQ(std::count(carets.begin(), carets.end(), '^'), 2) << text;
}

TEST(Text, IsBrightForTheUsersFramesAndDimForTheLibrarys) {
  std::string log = raceLine(kPrintA);
  const std::string end = "}]}}";
  const std::string library =
      "},{\"function\":\"invoke\",\"file\":\"/usr/include/c++/12/thread\","
      "\"line\":1},{\"function\":\"worker\",\"file\":\"/s/w.cpp\",\"line\":2}"
      "]}}";
  log.replace(log.find(end), end.size(), library);
  const std::string text = textOf(log, {true, true, 80});
  EXPECT_NE(text.find("\x1b[1m  #0 f()\x1b[0m"), std::string::npos) << text;
  EXPECT_NE(text.find("\x1b[2m  #1 invoke\x1b[0m"), std::string::npos) << text;
  EXPECT_NE(text.find("\n    #2 worker\n"), std::string::npos) << text;
  EXPECT_EQ(textOf(log, {true, false, 80}).find('\x1b'), std::string::npos);
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
