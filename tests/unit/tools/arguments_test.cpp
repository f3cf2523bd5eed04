// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/unit/tools/invoke.h"
#include "tools/mapsan/arguments.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

struct Wish {
  bool isFast = false;
  uint64_t repeat = 1;
  std::string file, format = "text";
  std::vector<std::string> words;
} wish;

int readAll(const Invocation &invocation, bool isCommand) {
  wish = {};
  Arguments arguments("bake", "[OPTIONS] CAKE...", "Bakes cakes.");
  arguments.flag("fast", "Burns some.", wish.isFast);
  arguments.number("repeat", "How many.", wish.repeat, 1, 9);
  arguments.text("output", "FILE", "Where to.", wish.file);
  arguments.alias('o');
  arguments.choice("format", "text|json", "What.", wish.format);
  if (isCommand)
    arguments.command(wish.words);
  else
    arguments.rest(wish.words);
  return arguments.read(invocation).value_or(-1);
}
int readWords(const Invocation &invocation) {
  return readAll(invocation, false);
}
int readCommand(const Invocation &invocation) {
  return readAll(invocation, true);
}
int readNone(const Invocation &invocation) {
  return Arguments("wash", "", "Washes.").read(invocation).value_or(-1);
}

using Words = std::vector<std::string>;

TEST(Arguments, TakeValuesBothWays) {
  EXPECT_EQ(invoke(readWords, {"a", "--fast", "--repeat=3", "-o", "x", "b",
                               "--format", "json"})
                .status,
            -1);
  EXPECT_TRUE(wish.isFast);
  EXPECT_EQ(wish.repeat, 3u);
  EXPECT_EQ(wish.file, "x");
  EXPECT_EQ(wish.format, "json");
  EXPECT_EQ(wish.words, (Words{"a", "b"}));
}

TEST(Arguments, EndWhereACommandBegins) {
  EXPECT_EQ(
      invoke(readCommand, {"--fast", "tool", "--fastt", "--", "x"}).status, -1);
  EXPECT_EQ(wish.words, (Words{"tool", "--fastt", "--", "x"}));
  EXPECT_EQ(invoke(readCommand, {"--", "--tool", "x"}).status, -1);
  EXPECT_EQ(wish.words, (Words{"--tool", "x"}));
}

TEST(Arguments, NameEveryMistake) {
  const auto mistake = [](Words words) {
    Answer answer = invoke(readWords, std::move(words));
    EXPECT_EQ(answer.status, 1);
    return answer.errors;
  };
  EXPECT_EQ(mistake({"--repaet=3"}),
            "mapsan bake: there is no option '--repaet'; did you mean "
            "--repeat? (mapsan bake --help lists them)\n");
  EXPECT_EQ(mistake({"--colour"}), "mapsan bake: there is no option '--colour' "
                                   "(mapsan bake --help lists them)\n");
  EXPECT_EQ(mistake({"--fast=1"}), "mapsan bake: --fast takes no value\n");
  EXPECT_EQ(mistake({"--output"}),
            "mapsan bake: --output needs a value: --output=FILE\n");
  for (const char *number : {"0", "10", "x", "", "-1", "1x"})
    EXPECT_EQ(mistake({"--repeat", number}),
              std::string("mapsan bake: --repeat=") + number +
                  ": the value must be a number from 1 to 9\n");
  for (const char *format : {"", "t", "text|json"})
    EXPECT_NE(mistake({"--format", format}).find("one of text|json"),
              std::string::npos);
  EXPECT_EQ(invoke(readNone, {"x"}).status, 1);
}

TEST(Arguments, ExplainThemselves) {
  Answer answer = invoke(readWords, {"--help"});
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.out, "usage: mapsan bake [OPTIONS] CAKE...\n\n"
                        "Bakes cakes.\n\n"
                        "  --fast                  Burns some.\n"
                        "  --repeat=N              How many.\n"
                        "  -o, --output=FILE       Where to.\n"
                        "  --format=text|json      What.\n");
}

} // namespace
