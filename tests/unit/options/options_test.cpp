// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/options/options.h"

#include "runtime/options/table.h"

#include <gtest/gtest.h>

#include <memory>
#include <regex>
#include <string>

using namespace mapsan;

namespace {

class OptionsTest : public testing::Test {
protected:
  OptionsVerdict load(const char *environment, const char *program = nullptr) {
    Sink sink{[](void *context, const char *text, size_t length) {
                static_cast<std::string *>(context)->append(text, length);
              },
              &messages_};
    return loadOptions(options_, {program, environment}, sink);
  }
  void expectError(const char *environment, const std::string &sentence) {
    messages_.clear();
    OptionsVerdict verdict = load(environment);
    EXPECT_FALSE(verdict.go) << environment;
    EXPECT_EQ(verdict.exitStatus, kOptionsExitStatus);
    EXPECT_EQ(messages_, "MapSan: " + sentence + "\n");
  }

  Options options_;
  std::string messages_;
};

TEST_F(OptionsTest, DefaultsAreTheTables) {
  EXPECT_TRUE(load(nullptr).go);
  EXPECT_TRUE(options_.halt_on_error);
  EXPECT_FALSE(options_.strict);
  EXPECT_TRUE(options_.keys);
  EXPECT_EQ(options_.exitcode, 66);
  EXPECT_EQ(options_.wait_ms, 200);
  EXPECT_STREQ(options_.log_path, "stderr");
  EXPECT_STREQ(options_.mode, "flag");
  EXPECT_EQ(messages_, "");
}

TEST_F(OptionsTest, ReadsAllKindsOfValuesAndSeparators) {
  EXPECT_TRUE(load("strict=1 keys=0,exitcode=3:color=never\n"
                   "log_path='/tmp/my logs:x' suppressions=\"a\"")
                  .go)
      << messages_;
  EXPECT_TRUE(options_.strict);
  EXPECT_FALSE(options_.keys);
  EXPECT_EQ(options_.exitcode, 3);
  EXPECT_STREQ(options_.color, "never");
  EXPECT_STREQ(options_.log_path, "/tmp/my logs:x");
  EXPECT_STREQ(options_.suppressions, "a");
}

TEST_F(OptionsTest, TheEnvironmentWinsOverTheProgram) {
  EXPECT_TRUE(load("exitcode=2", "exitcode=1 strict=1").go);
  EXPECT_EQ(options_.exitcode, 2);
  EXPECT_TRUE(options_.strict);
}

TEST_F(OptionsTest, TextsAreCopied) {
  std::string environment = "log_path=abc";
  EXPECT_TRUE(load(environment.c_str()).go);
  environment.assign(environment.size(), 'x');
  EXPECT_STREQ(options_.log_path, "abc");
}

TEST_F(OptionsTest, EveryMistakeIsOneSentence) {
  expectError("halt_on_eror=0",
              "there is no option 'halt_on_eror' (in MAPSAN_OPTIONS); "
              "MAPSAN_OPTIONS=help=1 lists the options");
  expectError("strict", "option 'strict' in MAPSAN_OPTIONS has no value; write "
                        "strict=VALUE");
  expectError("strict=2",
              "option 'strict' in MAPSAN_OPTIONS is 0 or 1, not '2'");
  expectError("exitcode=256", "option 'exitcode' in MAPSAN_OPTIONS is a number "
                              "from 0 to 255, not '256'");
  expectError("exitcode=-1", "option 'exitcode' in MAPSAN_OPTIONS is a number "
                             "from 0 to 255, not '-1'");
  expectError("exitcode=", "option 'exitcode' in MAPSAN_OPTIONS is a number "
                           "from 0 to 255, not ''");
  expectError("exitcode=6x6", "option 'exitcode' in MAPSAN_OPTIONS is a number "
                              "from 0 to 255, not '6x6'");
  expectError("color=blue", "option 'color' in MAPSAN_OPTIONS is one of "
                            "auto|always|never, not 'blue'");
  expectError("log_path='x", "option 'log_path' in MAPSAN_OPTIONS has a quote "
                             "that is not closed");
  expectError(("log_path=" + std::string(kOptionTextBytes, 'x')).c_str(),
              "option 'log_path' in MAPSAN_OPTIONS is too long");
}

TEST_F(OptionsTest, NamesTheProgramAsTheSource) {
  EXPECT_FALSE(load(nullptr, "nonsense=1").go);
  EXPECT_NE(messages_.find("(in __mapsan_default_options())"),
            std::string::npos);
}

TEST_F(OptionsTest, TheModeDecidesWhetherTheFirstReportIsTheLast) {
  load("mode=report");
  EXPECT_EQ(options_.halt_on_error, 0);
  load("mode=flag");
  EXPECT_EQ(options_.halt_on_error, 1);
  load("mode=report halt_on_error=1");
  EXPECT_EQ(options_.halt_on_error, 1);
}

TEST_F(OptionsTest, HelpListsEveryOptionAndEndsWithZero) {
  OptionsVerdict verdict = load("help=1");
  EXPECT_FALSE(verdict.go);
  EXPECT_EQ(verdict.exitStatus, 0);
  for (const OptionRow &row : kOptionTable) {
    EXPECT_NE(messages_.find(std::string("  ") + row.name + "="),
              std::string::npos)
        << row.name;
  }
  // Whole texts, in lines for a terminal.
  std::string words;
  for (size_t at = 0; at < messages_.size();) {
    const size_t end = messages_.find('\n', at);
    EXPECT_LE(end - at, 120u) << messages_.substr(at, end - at);
    words += messages_.substr(at, end - at) + ' ';
    at = end + 1;
  }
  words = std::regex_replace(words, std::regex(" +"), " ");
  for (const OptionRow &row : kOptionTable)
    EXPECT_NE(words.find(row.help), std::string::npos) << row.name;
}

TEST(OptionsTable, EveryDefaultIsAcceptedByItsOwnRow) {
  for (const OptionRow &row : kOptionTable) {
    auto options = std::make_unique<Options>();
    setDefaults(*options);
    char buffer[512];
    TextWriter error(buffer, sizeof(buffer));
    std::string text = std::string(row.name) + "='" + row.value + "'";
    EXPECT_TRUE(parseOptions(*options, text.c_str(), "test", error))
        << error.text();
  }
}

TEST(OptionsTable, EveryHelpIsASentence) {
  for (const OptionRow &row : kOptionTable) {
    std::string help = row.help;
    EXPECT_EQ(help.back(), '.') << row.name;
    EXPECT_TRUE(isupper(help[0]) || isdigit(help[0])) << row.name;
  }
}

} // namespace
