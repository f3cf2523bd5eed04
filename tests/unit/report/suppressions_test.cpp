// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/report/suppressions.h"

#include "tests/unit/report/sample.h"

#include <gtest/gtest.h>

#include <cstring>

using namespace mapsan;

namespace {

class SuppressionsTest : public testing::Test {
protected:
  bool parse(const char *text) {
    TextWriter error(error_, sizeof(error_));
    return list_->parse(text, std::strlen(text), "my.supp", error);
  }
  bool covers(const char *text) {
    list_ = std::make_unique<Suppressions>();
    EXPECT_TRUE(parse(text)) << error_;
    return list_->match(*sampleReport());
  }

  std::unique_ptr<Suppressions> list_ = std::make_unique<Suppressions>();
  char error_[1024] = "";
};

TEST(Glob, Matches) {
  EXPECT_TRUE(globMatches("a*c", "abbbc"));
  EXPECT_TRUE(globMatches("*", ""));
  EXPECT_TRUE(globMatches("a*b*c", "a_b_b_c"));
  EXPECT_FALSE(globMatches("a*c", "abcd"));
  EXPECT_FALSE(globMatches("", "a"));
  EXPECT_TRUE(globMatches("operator[]", "operator[]"));
}

TEST_F(SuppressionsTest, RaceMatchesFunctionFileAndModuleOfEitherStack) {
  EXPECT_TRUE(covers("race:Router::refresh"));
  EXPECT_TRUE(covers("race:Router::lookup"));
  EXPECT_TRUE(covers("race:refreshLoop(Router&)"));
  EXPECT_TRUE(covers("race:main.cpp"));
  EXPECT_TRUE(covers("race:^/src/*.cpp$"));
  EXPECT_FALSE(covers("race:^refresh$"));
  EXPECT_FALSE(covers("race:Router::routes_"));
  EXPECT_FALSE(covers("race:^main$")) << "thread creation is not a side";
}

TEST_F(SuppressionsTest, PairMatchesBothOperationsEitherWayRound) {
  EXPECT_TRUE(covers("pair:Router::refresh <-> Router::lookup"));
  EXPECT_TRUE(covers("pair:Router::lookup <-> Router::refresh"));
  EXPECT_TRUE(covers("pair:^Router::refresh()$ <-> *"));
  EXPECT_FALSE(covers("pair:Router::refresh <-> Router::refresh"));
  EXPECT_FALSE(covers("pair:refreshLoop <-> Router::lookup"))
      << "a caller is not where the operation is";
  for (const char *half :
       {"pair:a", "pair:a <->", "pair:<-> b", "pair:a<->b"}) {
    list_ = std::make_unique<Suppressions>();
    EXPECT_FALSE(parse(half));
    EXPECT_STREQ(error_,
                 "my.supp:1: a pair has two patterns, pair:FIRST <-> SECOND");
  }
}

TEST_F(SuppressionsTest, CalledFromLibMatchesModulesOfStacksAndOfCreations) {
  const auto matches = [](const char *line, Report &report) {
    auto list = std::make_unique<Suppressions>();
    char text[200];
    TextWriter error(text, sizeof text);
    EXPECT_TRUE(list->parse(line, std::strlen(line), "my.supp", error)) << text;
    EXPECT_TRUE(list->needsFrames());
    return list->match(report);
  };
  auto report = sampleReport();
  EXPECT_FALSE(matches("called_from_lib:libpool.so", *report));
  EXPECT_FALSE(matches("called_from_lib:router.cpp", *report)) << "no module";
  report->sides[1].stack.frames[0].module = report->add("/lib/libpool.so.2");
  EXPECT_TRUE(matches("called_from_lib:libpool.so", *report));
  EXPECT_FALSE(matches("called_from_lib:libpool.so$", *report));
  report = sampleReport();
  report->threads[report->sides[0].thread].creation.frames[0].module =
      report->add("/lib/libpool.so.2");
  EXPECT_TRUE(matches("called_from_lib:/libpool.so.2$", *report));
}

TEST_F(SuppressionsTest, TypeAndMapMatchTheMap) {
  EXPECT_TRUE(covers("type:unordered_map<std::string, *>"));
  EXPECT_FALSE(covers("type:std::map"));
  EXPECT_TRUE(covers("map:Router::routes_"));
  EXPECT_TRUE(covers("map:Router::*"));
  EXPECT_FALSE(covers("map:^routes_"));
}

TEST_F(SuppressionsTest, CommentsBlanksAndLineEndsAreAllowed) {
  EXPECT_TRUE(parse("# why\r\n\n   race: a b \r\n\ttype:x\nmap:y"));
  EXPECT_TRUE(list_->needsFrames());
  EXPECT_TRUE(covers("map:Router::routes_$   # since last year\n"));
  EXPECT_FALSE(covers("map:Router::routes_#1\n")) << "part of a name";
}

TEST_F(SuppressionsTest, ABadLineIsNamed) {
  EXPECT_FALSE(parse("race:x\nraze:y\n"));
  EXPECT_STREQ(error_, "my.supp:2: 'raze:y' is no suppression; a line is "
                       "race:PATTERN, type:PATTERN, map:PATTERN, "
                       "pair:PATTERN <-> PATTERN, called_from_lib:PATTERN or "
                       "a comment that begins with #");
}

TEST_F(SuppressionsTest, AMissingPatternIsNamed) {
  EXPECT_FALSE(parse("\n\nmap:  \n"));
  EXPECT_STREQ(error_, "my.supp:3: the suppression has no pattern behind "
                       "'map:'");
}

TEST_F(SuppressionsTest, AZeroByteIsAnError) {
  const char text[] = "race:x\npair:a\0b <-> c\n";
  TextWriter error(error_, sizeof(error_));
  EXPECT_FALSE(list_->parse(text, sizeof text - 1, "my.supp", error));
  EXPECT_STREQ(error_, "my.supp:2: the line has a zero byte; is this a text "
                       "file?");
}

TEST_F(SuppressionsTest, TooManyAreAnError) {
  std::string text;
  for (int i = 0; i < 1025; ++i)
    text += "race:x\n";
  EXPECT_FALSE(parse(text.c_str()));
  EXPECT_NE(std::string(error_).find("my.supp:1025: there is room for 1024"),
            std::string::npos)
      << error_;
}

TEST_F(SuppressionsTest, HitsAreCounted) {
  ASSERT_TRUE(parse("map:other\nmap:Router\nrace:never\n"));
  auto report = sampleReport();
  EXPECT_TRUE(list_->match(*report));
  EXPECT_TRUE(list_->match(*report));
  Collected out;
  list_->printHits(out.sink());
  EXPECT_EQ(out.text,
            "MapSan: 1 suppression matched:\n  2 times  map:Router\n");
}

TEST_F(SuppressionsTest, NoHitsPrintNothing) {
  ASSERT_TRUE(parse("map:other\n"));
  EXPECT_FALSE(list_->match(*sampleReport()));
  Collected out;
  list_->printHits(out.sink());
  EXPECT_EQ(out.text, "");
}

} // namespace
