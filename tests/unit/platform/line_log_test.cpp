// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each test writes in a child, whose file is looked at by its parent: lines that
// were there stay whole, whatever happens to the next one.
#include "runtime/platform/line_log.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <signal.h>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mapsan;

namespace {

void add(const std::string &text) {
  const Sink sink = lineSink();
  sink.write(sink.context, text.data(), text.size());
}

bool writeLine(const std::string &text) {
  beginLine();
  add(text + "\n");
  return endLine();
}

/// The child's file after `action`.
template <typename Action> std::string written(Action action) {
  char folder[] = "/tmp/mapsan-lines-XXXXXX";
  EXPECT_TRUE(mkdtemp(folder));
  const pid_t child = fork();
  if (child == 0) {
    openLineLog((std::string(folder) + "/log").c_str());
    action();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  const std::string path = std::string(folder) + "/log.unit_platform." +
                           std::to_string(child) + ".jsonl";
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  unlink(path.c_str());
  EXPECT_EQ(rmdir(folder), 0) << "other files are there";
  return text.str();
}

TEST(LineLog, LinesGoToTheFileOfTheProcess) {
  EXPECT_EQ(written([] {
              writeLine("one");
              writeLine("two");
            }),
            "one\ntwo\n");
}

TEST(LineLog, ACrashInALineLeavesTheEarlierOnes) {
  EXPECT_EQ(written([] {
              writeLine("one");
              beginLine();
              add("half of tw");
              raise(SIGKILL);
            }),
            "one\nhalf of tw");
}

TEST(LineLog, ALineThatTheDiskDoesNotTakeIsTakenBack) {
  EXPECT_EQ(written([] {
              writeLine("one");
              signal(SIGXFSZ, SIG_IGN);
              const rlimit small = {20, 20};
              setrlimit(RLIMIT_FSIZE, &small);
              if (writeLine("a line of more than twenty characters"))
                abort();
              writeLine("three");
            }),
            "one\nthree\n");
}

} // namespace
