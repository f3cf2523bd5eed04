// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/unit/report/sample.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

TEST(PrintReport, LooksAsTheDocumentationPromises) {
  PrintStyle style;
  style.stripPathPrefix = "/src";
  EXPECT_EQ(printed(*sampleReport(), style),
            R"(==================
WARNING: MapSan: concurrent map read and map write (pid=4711)
  Map: 'Router::routes_' (router.h:31), std::unordered_map<std::string, Route> at 0x7f0012345670, 12 elements
  Write by thread T2 'refresher', holding no lock:  operator[] inserted key "eu-1" (11 → 12 elements, rehash 11 → 23)  (taken after the operation)
    #0 Router::refresh()           router.cpp:31:12
    #1 refreshLoop(Router&)        main.cpp:9:3
  Previous read by thread T5 'worker-3', holding M1:  find key "eu-1"
    #0 Router::lookup(std::string const&) router.cpp:52:20
  Evidence: overlap (both threads were inside the map at the same time)
  Locks: T2 holds none; M1 'Router::mu_' taken by T5 at router.cpp:51 → no common lock
  Thread T2 'refresher' created by main thread at:
    #0 main                        main.cpp:20:15
  Thread T5 'worker-3' created by T1
SUMMARY: MapSan: concurrent map read and map write router.cpp:31:12 in Router::refresh() <-> router.cpp:52:20 in Router::lookup(std::string const&)
==================
)");
}

TEST(PrintReport, ColoursOnlyWhenAsked) {
  auto report = sampleReport();
  PrintStyle style;
  EXPECT_EQ(printed(*report, style).find('\x1b'), std::string::npos);
  style.color = true;
  std::string colored = printed(*report, style);
  EXPECT_NE(colored.find("\x1b[1;31mWARNING: MapSan:"), std::string::npos);
  std::string plain;
  for (size_t i = 0; i < colored.size(); ++i) {
    if (colored[i] == '\x1b')
      i = colored.find('m', i);
    else
      plain += colored[i];
  }
  style.color = false;
  EXPECT_EQ(plain, printed(*report, style));
}

TEST(PrintReport, NamesTheTestIfThereIsOne) {
  auto report = sampleReport();
  EXPECT_EQ(printed(*report).find("Test:"), std::string::npos);
  report->test = report->add("Router.Adds\n  Map: none");
  EXPECT_NE(printed(*report).find("(pid=4711)\n  Test: Router.Adds\\x0a  Map: "
                                  "none\n  Map: 'Router::routes_'"),
            std::string::npos)
      << printed(*report);
}

TEST(PrintReport, NoNameCommandsTheTerminal) {
  for (const char *evil : {"\x1b[2J",
                           "\x9b"
                           "2J",
                           "\xc2\x9b"
                           "2J",
                           "a\rb", "a\nb", "\x7f", "\b"}) {
    auto report = emptyReport();
    report->sideCount = 1;
    report->map.type = report->add(evil);
    report->sides[0].thread = report->addThread(2, 1, evil);
    report->sides[0].stack.frameCount = 1;
    report->sides[0].stack.frames[0].function = report->addFunction(evil);
    report->sides[0].stack.frames[0].file = report->addPath(evil);
    const std::string text = printed(*report);
    for (unsigned char c : text)
      EXPECT_TRUE(c == '\n' || (c >= 0x20 && c != 0x7F)) << text;
    EXPECT_EQ(text.find('\x9b'), std::string::npos) << text;
    EXPECT_NE(text.find("\\x"), std::string::npos) << text;
    EXPECT_EQ(text.find("\nb"), std::string::npos) << text;
  }
  auto report = emptyReport();
  EXPECT_STREQ(report->text(report->add("größer → 10")), "größer → 10");
}

TEST(PrintReport, SaysNothingAboutWhatIsNotKnown) {
  auto report = emptyReport();
  report->title = Title::MapWrites;
  report->sideCount = 2;
  report->map.address = 0x10;
  report->sides[0].thread = report->addThread(0, 1, nullptr);
  report->threads[0].isMain = true;
  report->sides[0].effect = report->sides[1].effect = Effect::Write;
  report->sides[1].thread = report->addThread(1, 2, "");
  report->sides[1].isPrevious = true;
  EXPECT_EQ(printed(*report),
            R"(==================
WARNING: MapSan: concurrent map writes (pid=0)
  Map: at 0x10
  Write by main thread:  write  (the callers are not known)
  Previous write by thread T1:  write  (the callers are not known)
  Evidence: overlap (both threads were inside the map at the same time)
SUMMARY: MapSan: concurrent map writes ?? <-> ??
==================
)");
}

TEST(PrintReport, FramesWithoutLinesShowModuleAndBuildId) {
  auto report = sampleReport();
  Frame &frame = report->sides[0].stack.frames[1];
  frame = {};
  frame.module = report->add("/usr/lib/libx.so");
  frame.buildId = report->add("c0ffee");
  frame.offset = 0x1234;
  EXPECT_NE(printed(*report).find("#1 ??                          "
                                  "(/usr/lib/libx.so+0x1234 BuildId: "
                                  "c0ffee)\n"),
            std::string::npos)
      << printed(*report);
}

TEST(PrintReport, ACommonLockIsSaid) {
  auto report = sampleReport();
  Side &write = report->sides[0];
  write.locks[write.lockCount++] = report->addLock(0x1000, nullptr, 0x43);
  EXPECT_NE(printed(*report).find("→ a common lock"), std::string::npos);
  report->locks[1].isShared = true;
  EXPECT_NE(printed(*report).find(
                "→ both hold M1, but T2 only for reading, while writing\n"),
            std::string::npos);
  std::swap(report->locks[0].isShared, report->locks[1].isShared);
  EXPECT_NE(printed(*report).find("→ both hold M1, but T5 only for reading\n"),
            std::string::npos)
      << "T5 reads";
  report->locks[1].isShared = true;
  EXPECT_NE(printed(*report).find("→ both hold M1, but only for reading"),
            std::string::npos);
}

TEST(PrintReport, ALongReportIsCutButKeepsItsSummary) {
  auto report = sampleReport();
  std::string longName(700, 'f');
  Frame frame = makeFrame(*report, longName.c_str(), "/src/a.cpp", 1, 1);
  for (Side &side : report->sides)
    while (side.stack.frameCount < kMaxFrames)
      side.stack.frames[side.stack.frameCount++] = frame;
  std::string text = printed(*report);
  EXPECT_LE(text.size(), kMaxReportBytes);
  EXPECT_NE(text.find("the report was longer and is cut here"),
            std::string::npos);
  EXPECT_NE(text.find("SUMMARY: MapSan: concurrent map read and map write "
                      "/src/router.cpp:31:12 in"),
            std::string::npos);
}

TEST(PrintReport, APathPrefixEndsAtAFolder) {
  auto report = sampleReport();
  PrintStyle style;
  style.stripPathPrefix = "/sr";
  EXPECT_NE(printed(*report, style).find(" /src/router.cpp:31:12"),
            std::string::npos);
}

struct OperationCase {
  Effect effect;
  Observed observed;
  const char *text;
};

class Operation : public testing::TestWithParam<OperationCase> {};

TEST_P(Operation, IsDescribedByWhatWasObserved) {
  auto report = emptyReport();
  Side &side = report->sides[0];
  report->sideCount = 1;
  side.method = report->add("m");
  side.key = report->add("7");
  side.effect = GetParam().effect;
  side.observed = GetParam().observed;
  EXPECT_NE(
      printed(*report).find(std::string(":  ") + GetParam().text + "  (the"),
      std::string::npos)
      << printed(*report);
}

INSTANTIATE_TEST_SUITE_P(
    All, Operation,
    testing::Values(
        OperationCase{Effect::Upsert, Observed::Changed, "m inserted key 7"},
        OperationCase{Effect::Upsert, Observed::Nothing,
                      "m key 7 (was present)"},
        OperationCase{Effect::Upsert, Observed::Unknown,
                      "m key 7 (may insert)"},
        OperationCase{Effect::Assign, Observed::Nothing, "m assigned key 7"},
        OperationCase{Effect::Erase, Observed::Changed, "m removed key 7"},
        OperationCase{Effect::Erase, Observed::Nothing, "m key 7 (was absent)"},
        OperationCase{Effect::Erase, Observed::Unknown, "m key 7 (may remove)"},
        OperationCase{Effect::Read, Observed::Nothing, "m key 7"}));

TEST(PrintReport, SaysThatAKeyWasNotCaptured) {
  auto report = sampleReport();
  report->sides[0].key = {};
  report->sides[0].isKeyLost = true;
  EXPECT_NE(printed(*report).find("operator[] inserted key (not captured)"),
            std::string::npos);
}

TEST(PrintNote, IsOneLine) {
  auto report = sampleReport();
  report->sides[0].observed = Observed::Nothing;
  report->sides[0].sizeAfter = 11;
  report->sides[0].bucketsAfter = 11;
  Collected out;
  printNote(*report, {}, out.sink());
  EXPECT_EQ(out.text,
            "MapSan: note: concurrent map read and map write is possible: "
            "operator[] key \"eu-1\" (was present) at /src/router.cpp:31:12 "
            "while find key \"eu-1\" at /src/router.cpp:52:20 on "
            "'Router::routes_' (/src/router.h:31), "
            "std::unordered_map<std::string, Route> at 0x7f0012345670, 12 "
            "elements\n");
}

TEST(Fingerprint, DoesNotDependOnTheOrderOfTheSides) {
  auto report = sampleReport();
  uint64_t one = fingerprint(*report);
  std::swap(report->sides[0], report->sides[1]);
  EXPECT_EQ(fingerprint(*report), one);
}

TEST(Fingerprint, DoesNotDependOnAddressesOrFolders) {
  auto report = sampleReport();
  uint64_t one = fingerprint(*report);
  report->map.address += 64;
  report->pid = 1;
  report->sides[0].file = report->add("/elsewhere/router.cpp");
  report->sides[0].stack.pcs[0] = 99;
  EXPECT_EQ(fingerprint(*report), one);
}

TEST(Fingerprint, SurvivesLinesAndLambdasAddedAboveTheFunctions) {
  auto report = sampleReport();
  report->sides[0].function = report->add("start()::$_3::operator()() const");
  report->sides[0].lineInFunction = 4;
  report->sides[0].line = 31;
  uint64_t one = fingerprint(*report);
  report->sides[0].function = report->add("start()::$_12::operator()() const");
  report->sides[0].line = 99;
  EXPECT_EQ(fingerprint(*report), one);
  report->sides[0].lineInFunction = 5;
  EXPECT_NE(fingerprint(*report), one);
}

TEST(Fingerprint, TellsDifferentConflictsApart) {
  auto report = sampleReport();
  uint64_t one = fingerprint(*report);
  report->sides[0].line = 32;
  uint64_t otherLine = fingerprint(*report);
  report->sides[0].line = 31;
  report->title = Title::MapWrites;
  uint64_t otherTitle = fingerprint(*report);
  EXPECT_NE(otherLine, one);
  EXPECT_NE(otherTitle, one);
  EXPECT_NE(otherTitle, otherLine);
}

TEST(Pool, KeepsEqualStringsOnceAndCutsWhenFull) {
  auto report = emptyReport();
  Text one = report->add("abc");
  EXPECT_EQ(report->add("abcd", 3).offset, one.offset);
  EXPECT_STREQ(report->text(one), "abc");
  EXPECT_FALSE(report->add(nullptr));
  EXPECT_STREQ(report->text({0}), "");
  std::string large(kPoolBytes, 'x');
  EXPECT_STREQ(report->text(report->add(large.c_str())), "...");
}

} // namespace
