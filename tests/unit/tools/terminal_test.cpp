// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/mapsan/write/terminal.h"

#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace mapsan;

namespace {

/// A terminal of our own, and what is said of terminals in the environment.
class Terminals : public testing::Test {
protected:
  Terminals() {
    unsetenv("NO_COLOR");
    unsetenv("COLUMNS");
    setenv("TERM", "xterm", 1);
    const int main = posix_openpt(O_RDWR | O_NOCTTY);
    if (main >= 0 && grantpt(main) == 0 && unlockpt(main) == 0)
      terminal_ = open(ptsname(main), O_RDWR | O_NOCTTY);
    main_ = main;
  }
  ~Terminals() override {
    close(terminal_);
    close(main_);
  }

  int terminal_ = -1, main_;
};

TEST_F(Terminals, HaveColorsUnlessToldOtherwise) {
  ASSERT_GE(terminal_, 0);
  EXPECT_TRUE(terminalOf(terminal_).hasColor);
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(terminalOf(terminal_).hasColor);
  setenv("NO_COLOR", "", 1); // as no-color.org has it
  EXPECT_TRUE(terminalOf(terminal_).hasColor);
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(terminalOf(terminal_).hasColor);
}

TEST_F(Terminals, AreAsWideAsTheySay) {
  EXPECT_EQ(terminalOf(terminal_).width, 80u) << "they do not";
  const winsize size = {24, 132, 0, 0};
  ioctl(terminal_, TIOCSWINSZ, &size);
  EXPECT_EQ(terminalOf(terminal_).width, 132u);
  setenv("COLUMNS", "70", 1);
  EXPECT_EQ(terminalOf(terminal_).width, 70u);
}

TEST_F(Terminals, AreNotPipes) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Terminal pipe = terminalOf(ends[1]);
  EXPECT_FALSE(pipe.isTerminal);
  EXPECT_FALSE(pipe.hasColor);
  EXPECT_EQ(pipe.width, 0u) << "a line is as long as it is";
  close(ends[0]);
  close(ends[1]);
}

} // namespace
