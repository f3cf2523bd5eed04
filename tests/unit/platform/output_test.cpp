// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/platform/output.h"

#include "runtime/platform/file.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace mapsan;

namespace {

/// What the file at `path` contains.
std::string contents(const std::string &path) {
  std::string text(4096, 0);
  long length = readFile(path.c_str(), text.data(), text.size());
  return length < 0 ? "(missing)" : text.substr(0, static_cast<size_t>(length));
}

class Output : public testing::Test {
protected:
  Output() {
    char name[] = "/tmp/mapsan-output-XXXXXX";
    folder_ = mkdtemp(name);
  }
  ~Output() override {
    unlink(log().c_str());
    rmdir(folder_.c_str());
    openOutput(nullptr, ColorChoice::Auto);
  }
  std::string log(pid_t pid = getpid()) const {
    return folder_ + "/log." + std::to_string(pid);
  }
  static void say(const std::string &text) {
    Sink sink = outputSink();
    sink.write(sink.context, text.data(), text.size());
  }
  /// What `action` writes to standard error.
  template <typename Action> static std::string standardError(Action action) {
    testing::internal::CaptureStderr();
    action();
    return testing::internal::GetCapturedStderr();
  }

  std::string folder_;
};

TEST_F(Output, GoesToStandardErrorByDefault) {
  openOutput("stderr", ColorChoice::Auto);
  EXPECT_EQ(standardError([] { say("one\n"); }), "one\n");
}

TEST_F(Output, GoesToTheLogFileOfThisProcess) {
  openOutput((folder_ + "/log").c_str(), ColorChoice::Auto);
  EXPECT_EQ(contents(log()), "(missing)") << "no file without a report";
  EXPECT_EQ(standardError([] {
              say("one\n");
              say("two\n");
            }),
            "");
  EXPECT_EQ(contents(log()), "one\ntwo\n");
}

TEST_F(Output, AChildWritesItsOwnFile) {
  openOutput((folder_ + "/log").c_str(), ColorChoice::Auto);
  say("parent\n");
  pid_t child = fork();
  if (child == 0) {
    say("child\n");
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(contents(log()), "parent\n");
  EXPECT_EQ(contents(log(child)), "child\n");
  unlink(log(child).c_str());
}

TEST_F(Output, AFileThatCannotBeWrittenLosesNothing) {
  openOutput((folder_ + "/missing/log").c_str(), ColorChoice::Auto);
  std::string text = standardError([] { say("one\n"); });
  EXPECT_NE(text.find("MapSan: cannot write '" + folder_ + "/missing/log."),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("no such file or directory"), std::string::npos);
  EXPECT_EQ(text.substr(text.size() - 4), "one\n");
}

/// What `action` writes to standard error, which is a pipe.
template <typename Action> std::string readThroughPipe(Action action) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const int saved = dup(2);
  dup2(ends[1], 2);
  close(ends[1]);
  action();
  dup2(saved, 2);
  close(saved);
  std::string text(4096, 0);
  const ssize_t length = read(ends[0], text.data(), text.size());
  close(ends[0]);
  return text.substr(0, length < 0 ? 0 : static_cast<size_t>(length));
}

// The limit of a file's size is what a full disk is, but for its signal, which
// ends a program.
TEST_F(Output, AFullDiskLosesNothing) {
  openOutput((folder_ + "/log").c_str(), ColorChoice::Auto);
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit none = {0, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &none);
  const std::string text = readThroughPipe([] { say("one\n"); });
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(text, "one\n");
  EXPECT_EQ(contents(log()), "");
}

TEST_F(Output, APipeThatNobodyReadsEndsNothing) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  EXPECT_EQ(writeAll(ends[1], "one\n", 4), 0u);
  close(ends[1]);
  sigset_t pending;
  sigpending(&pending);
  EXPECT_FALSE(sigismember(&pending, SIGPIPE));
}

TEST_F(Output, OnlyItsOwnerMayReadTheLog) {
  const mode_t before = umask(0);
  openOutput((folder_ + "/log").c_str(), ColorChoice::Auto);
  say("one\n");
  umask(before);
  struct stat status;
  ASSERT_EQ(stat(log().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(Output, ASymbolicLinkIsNotFollowed) {
  openOutput((folder_ + "/log").c_str(), ColorChoice::Auto);
  const std::string victim = folder_ + "/victim";
  ASSERT_EQ(symlink(victim.c_str(), log().c_str()), 0);
  const std::string text = standardError([] { say("one\n"); });
  EXPECT_NE(text.find("it is a symbolic link"), std::string::npos) << text;
  EXPECT_EQ(text.substr(text.size() - 4), "one\n");
  EXPECT_EQ(contents(victim), "(missing)");
}

TEST_F(Output, ANamedPipeIsNotWaitedFor) {
  openOutput((folder_ + "/log").c_str(), ColorChoice::Auto);
  ASSERT_EQ(mkfifo(log().c_str(), 0600), 0);
  const std::string text = standardError([] { say("one\n"); });
  EXPECT_EQ(text.substr(text.size() - 4), "one\n");
}

TEST_F(Output, TheNumberOfAClosedStandardErrorStaysFree) {
  openOutput((folder_ + "/log").c_str(), ColorChoice::Auto);
  const int saved = dup(2);
  close(2);
  say("one\n");
  const int flags = fcntl(2, F_GETFD);
  dup2(saved, 2);
  close(saved);
  EXPECT_EQ(flags, -1);
  EXPECT_EQ(contents(log()), "one\n");
}

TEST_F(Output, WritesAllOfATextThatAPipeTakesInPieces) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK), 0);
  std::string text(300000, 'x');
  std::string received;
  std::thread reader([&] {
    fcntl(ends[0], F_SETFL, 0);
    char piece[4096];
    for (ssize_t count; (count = read(ends[0], piece, sizeof(piece))) > 0;)
      received.append(piece, static_cast<size_t>(count));
  });
  EXPECT_EQ(writeAll(ends[1], text.data(), text.size()), text.size());
  close(ends[1]);
  reader.join();
  close(ends[0]);
  EXPECT_EQ(received, text);
}

TEST_F(Output, ColoursNeedATerminal) {
  standardError([] {
    openOutput("stderr", ColorChoice::Auto);
    EXPECT_FALSE(outputWantsColor());
    openOutput("stderr", ColorChoice::Always);
    EXPECT_TRUE(outputWantsColor());
  });
}

/// Whether standard error on a pseudo-terminal gets colours.
bool colorOnTerminal(const char *noColor) {
  int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  grantpt(terminal);
  unlockpt(terminal);
  int other = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  int saved = dup(2);
  setenv("TERM", "xterm", 1);
  if (noColor)
    setenv("NO_COLOR", noColor, 1);
  else
    unsetenv("NO_COLOR");
  dup2(other, 2);
  openOutput("stderr", ColorChoice::Auto);
  dup2(saved, 2);
  close(saved);
  close(other);
  close(terminal);
  unsetenv("NO_COLOR");
  return outputWantsColor();
}

TEST_F(Output, NoColorIsObeyed) {
  EXPECT_TRUE(colorOnTerminal(nullptr));
  EXPECT_TRUE(colorOnTerminal("")) << "empty counts as not set";
  EXPECT_FALSE(colorOnTerminal("1"));
}

} // namespace
