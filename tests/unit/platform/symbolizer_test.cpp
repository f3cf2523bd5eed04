// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/platform/symbolizer.h"

#include "runtime/platform/elf_symbols.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <dlfcn.h>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace mapsan;

namespace {

struct Found {
  std::string function, file, module;
  uint32_t line;
  bool inlined;
};

struct Answers {
  std::vector<std::vector<Found>> of;
  const char *complaint;
};

std::string orEmpty(const char *text) { return text ? text : ""; }

Answers ask(const std::vector<uint64_t> &addresses, const char *path = nullptr,
            bool enabled = true, uint32_t timeoutMs = 60000) {
  Answers answers{std::vector<std::vector<Found>>(addresses.size()), nullptr};
  SymbolizerSettings settings{enabled, path, timeoutMs};
  answers.complaint = symbolize(
      addresses.data(), addresses.size(), settings,
      [](void *context, size_t index, const Symbol &symbol) {
        static_cast<Answers *>(context)->of.at(index).push_back(
            {orEmpty(symbol.function), orEmpty(symbol.file),
             orEmpty(symbol.module), symbol.line, symbol.inlined});
      },
      &answers);
  return answers;
}

/// An address inside this very place.
inline __attribute__((always_inline)) uint64_t here() {
#if defined(__x86_64__)
  uint64_t pc;
  __asm__ volatile("lea 0(%%rip), %0" : "=r"(pc));
  return pc - 1; // it names the next instruction
#else
  uint64_t pc;
  __asm__ volatile("adr %0, ." : "=r"(pc));
  return pc;
#endif
}

inline __attribute__((always_inline)) uint64_t inlinedFunction() {
  return here();
}

} // namespace

namespace sample {
constexpr uint32_t kCallLine = __LINE__ + 1;
__attribute__((noinline)) uint64_t outerFunction() { return inlinedFunction(); }
} // namespace sample

namespace {

TEST(Symbolizer, NamesFunctionFileLineAndInlinedFunctions) {
  uint64_t pc = sample::outerFunction();
  Answers answers = ask({pc});
  EXPECT_EQ(answers.complaint, nullptr);
  const std::vector<Found> &frames = answers.of[0];
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_NE(frames[1].function.find("inlinedFunction"), std::string::npos);
  EXPECT_TRUE(frames[1].inlined);
  EXPECT_EQ(frames[2].function, "sample::outerFunction()");
  EXPECT_FALSE(frames[2].inlined);
  EXPECT_EQ(frames[2].line, sample::kCallLine);
  EXPECT_NE(frames[2].file.find("symbolizer_test.cpp"), std::string::npos);
  EXPECT_NE(frames[2].module.find("unit_platform"), std::string::npos);
}

TEST(Symbolizer, AnswersEveryAddressInOrder) {
  int onStack = 0;
  uint64_t pc = sample::outerFunction();
  auto libc = reinterpret_cast<uint64_t>(dlsym(RTLD_DEFAULT, "qsort"));
  Answers answers =
      ask({reinterpret_cast<uint64_t>(&onStack), pc, libc, 1, pc});
  EXPECT_EQ(answers.complaint, nullptr);
  for (const std::vector<Found> &frames : answers.of)
    ASSERT_GE(frames.size(), 1u);
  EXPECT_EQ(answers.of[0][0].module, "");
  EXPECT_EQ(answers.of[1].back().function, "sample::outerFunction()");
  EXPECT_NE(answers.of[2].back().function.find("qsort"), std::string::npos);
  EXPECT_NE(answers.of[2].back().module.find("libc"), std::string::npos);
  EXPECT_EQ(answers.of[3][0].module, "");
  EXPECT_EQ(answers.of[4].back().function, "sample::outerFunction()");
}

TEST(Symbolizer, WithoutAProgramTheSymbolTableNamesFunctions) {
  uint64_t pc = sample::outerFunction();
  Answers answers = ask({pc}, "/nonexistent/llvm-symbolizer");
  ASSERT_NE(answers.complaint, nullptr);
  EXPECT_NE(std::string(answers.complaint).find("external_symbolizer_path"),
            std::string::npos);
  ASSERT_EQ(answers.of[0].size(), 1u);
  EXPECT_EQ(answers.of[0][0].function, "sample::outerFunction");
  EXPECT_EQ(answers.of[0][0].file, "");
}

TEST(Symbolizer, SwitchedOffItDoesNotComplain) {
  Answers answers = ask({sample::outerFunction()}, nullptr, false);
  EXPECT_EQ(answers.complaint, nullptr);
  EXPECT_EQ(answers.of[0][0].function, "sample::outerFunction");
}

/// A symbolizer made of a shell script.
class ScriptedSymbolizer : public testing::Test {
protected:
  const char *script(const std::string &text) {
    std::ofstream(path_) << "#!/bin/sh\n" << text << "\n";
    chmod(path_.c_str(), 0755);
    return path_.c_str();
  }
  ~ScriptedSymbolizer() override { unlink(path_.c_str()); }

  std::string path_ =
      "/tmp/mapsan-symbolizer-" + std::to_string(getpid()) + ".sh";
};

TEST_F(ScriptedSymbolizer, MayNotTakeForever) {
  Answers answers =
      ask({sample::outerFunction()}, script("exec sleep 600"), true, 50);
  ASSERT_NE(answers.complaint, nullptr);
  EXPECT_NE(std::string(answers.complaint).find("symbolizer_timeout_ms"),
            std::string::npos);
  EXPECT_EQ(answers.of[0][0].function, "sample::outerFunction");
}

TEST_F(ScriptedSymbolizer, MayFail) {
  Answers answers = ask({sample::outerFunction()}, script("exit 9"));
  EXPECT_NE(answers.complaint, nullptr);
  EXPECT_EQ(answers.of[0][0].function, "sample::outerFunction");
}

TEST_F(ScriptedSymbolizer, MayCrash) {
  Answers answers = ask({sample::outerFunction()}, script("kill -SEGV $$"));
  EXPECT_NE(answers.complaint, nullptr);
  EXPECT_EQ(answers.of[0][0].function, "sample::outerFunction");
}

TEST_F(ScriptedSymbolizer, MayNeverEndItsAnswer) {
  Answers answers =
      ask({sample::outerFunction()}, script("exec yes"), true, 100);
  EXPECT_NE(answers.complaint, nullptr);
  EXPECT_EQ(answers.of[0][0].function, "sample::outerFunction");
}

TEST_F(ScriptedSymbolizer, MayAnswerNonsense) {
  uint64_t pc = sample::outerFunction();
  const char *answersOfAllKinds[] = {
      "printf ''",          "printf '\\n\\n\\n'",
      "printf 'f'",         "printf 'f\\n'",
      "printf 'f\\ng\\nh'", "printf '::::\\n::9999999999999:1\\n'"};
  for (const char *text : answersOfAllKinds) {
    Answers answers = ask({pc, pc}, script(text));
    EXPECT_GE(answers.of[0].size(), 1u) << text;
    EXPECT_GE(answers.of[1].size(), 1u) << text;
  }
}

TEST_F(ScriptedSymbolizer, FilesMayContainColons) {
  Answers answers = ask({sample::outerFunction()},
                        script("printf 'f()\\nC:/a:b.cpp:12:3\\n\\n'"));
  EXPECT_EQ(answers.of[0][0].file, "C:/a:b.cpp");
  EXPECT_EQ(answers.of[0][0].line, 12u);
}

TEST_F(ScriptedSymbolizer, IsNotLoadedWithTheRuntime) {
  setenv("LD_PRELOAD", "", 1);
  setenv("DEBUGINFOD_URLS", "http://127.0.0.1:9", 1);
  Answers answers =
      ask({sample::outerFunction()},
          script("printf \"${LD_PRELOAD+p}${DEBUGINFOD_URLS+d}${PATH+x}\\n"
                 "/a.cpp:1:1\\n\\n\""));
  unsetenv("LD_PRELOAD");
  unsetenv("DEBUGINFOD_URLS");
  EXPECT_EQ(answers.of[0][0].function, "x");
}

struct NameCase {
  const char *mangled, *name;
};

TEST(Demangle, ReadsPlainNamesAndLeavesTheRest) {
  const NameCase cases[] = {
      {"main", "main"},
      {"_Z3foov", "foo"},
      {"_ZL3foov", "foo"},
      {"_ZN6Router7refreshEv", "Router::refresh"},
      {"_ZNK6Router6lookupERKi", "Router::lookup"},
      {"_ZN6RouterC2Ev", "Router::Router"},
      {"_ZN6RouterD0Ev", "Router::~Router"},
      {"_ZN12_GLOBAL__N_13fooEv", "(anonymous namespace)::foo"},
      {"_ZNSt6thread4joinEv", "std::thread::join"},
      {"_ZZ4mainE5mutex", "main()::mutex"},
      {"_ZZN8Registry8instanceEvE3one", "Registry::instance()::one"},
      {"_ZZ3fooRKiPcE5mutex", "foo()::mutex"},
      {"_ZZ3foo6RouterE5mutex", "_ZZ3foo6RouterE5mutex"},
      {"_ZZ3foov", "_ZZ3foov"},
      {"_Z3fooIiEvT_", "_Z3fooIiEvT_"},
      {"_ZN1AIiE1fEv", "_ZN1AIiE1fEv"},
      {"_ZN99999999999999xE", "_ZN99999999999999xE"},
      {"_ZN", "_ZN"},
      {"_Z", "_Z"},
      {"", ""}};
  for (const NameCase &one : cases) {
    char name[256];
    demangle(one.mangled, name, sizeof(name));
    EXPECT_STREQ(name, one.name) << one.mangled;
  }
}

TEST(ElfSymbols, RefuseFilesThatAreNone) {
  char name[64];
  EXPECT_FALSE(findElfSymbol("/etc/passwd", 0, name, sizeof(name)));
  EXPECT_FALSE(findElfSymbol("/nonexistent", 0, name, sizeof(name)));
  EXPECT_FALSE(findElfSymbol("/dev/null", 0, name, sizeof(name)));
}

} // namespace
