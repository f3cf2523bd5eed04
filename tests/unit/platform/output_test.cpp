// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/platform/output.h"

#include "runtime/platform/file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <string>
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

TEST_F(Output, AFullDiskLosesNothing) {
  openOutput((folder_ + "/log").c_str(), ColorChoice::Auto);
  ASSERT_EQ(symlink("/dev/full", log().c_str()), 0);
  EXPECT_EQ(standardError([] { say("one\n"); }), "one\n");
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
