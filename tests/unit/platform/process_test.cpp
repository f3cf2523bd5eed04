// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/platform/process.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <sys/wait.h>

using namespace mapsan;

namespace {

struct Ran {
  RunResult result;
  std::string output;
};

Ran run(const char *script, uint32_t timeoutMs = 20000,
        size_t capacity = 4096) {
  const char *arguments[] = {"/bin/sh", "-c", script, nullptr};
  const char *environment[] = {"COLOR=blue", nullptr};
  std::string output(capacity, 0);
  size_t length = 0;
  RunResult result = runProgram(arguments, environment, timeoutMs,
                                output.data(), capacity, length);
  output.resize(length);
  return {result, output};
}

TEST(RunProgram, CollectsTheOutput) {
  Ran ran = run("echo $COLOR; cat; echo lost >&2");
  EXPECT_EQ(ran.result, RunResult::Done);
  EXPECT_EQ(ran.output, "blue\n");
}

TEST(RunProgram, KeepsWhatFits) {
  Ran ran = run("printf 0123456789", 20000, 5);
  EXPECT_EQ(ran.result, RunResult::Done);
  EXPECT_EQ(ran.output, "0123");
}

TEST(RunProgram, TellsHowItWent) {
  EXPECT_EQ(run("exit 3").result, RunResult::Failed);
  EXPECT_EQ(run("kill -9 $$").result, RunResult::Failed);
  EXPECT_EQ(run("exec sleep 600", 50).result, RunResult::TimedOut);
  const char *missing[] = {"/nonexistent", nullptr};
  char output[10];
  size_t length;
  EXPECT_EQ(
      runProgram(missing, missing + 1, 1000, output, sizeof(output), length),
      RunResult::NotStarted);
}

volatile int childSignals;

TEST(RunProgram, TheProgramDoesNotNotice) {
  signal(SIGCHLD, [](int) { childSignals = childSignals + 1; });
  sigset_t before, after;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  EXPECT_EQ(run("exit 0").result, RunResult::Done);
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  signal(SIGCHLD, SIG_DFL);
  EXPECT_EQ(childSignals, 0);
  EXPECT_EQ(std::memcmp(&before, &after, 8), 0);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(RunProgram, WorksWhereChildrenAreIgnoredAndFilesClosed) {
  EXPECT_EXIT(
      {
        signal(SIGCHLD, SIG_IGN);
        for (int fd = 0; fd < 3; ++fd)
          close(fd);
        Ran ran = run("echo here");
        _exit(ran.result == RunResult::Done && ran.output == "here\n" ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(FindProgram, SearchesPath) {
  char found[256];
  EXPECT_TRUE(findProgram("sh", "/nonexistent::/bin", found, sizeof(found)));
  EXPECT_STREQ(found, "/bin/sh");
  EXPECT_FALSE(findProgram("sh", "/nonexistent", found, sizeof(found)));
  EXPECT_FALSE(findProgram("sh", nullptr, found, sizeof(found)));
  EXPECT_TRUE(findProgram("/bin/sh", nullptr, found, sizeof(found)));
  EXPECT_FALSE(findProgram("/etc/passwd", nullptr, found, sizeof(found)))
      << "not executable";
}

} // namespace
