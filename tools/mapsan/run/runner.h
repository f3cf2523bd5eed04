// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a command a number of times, several at once if asked, each with a time
// limit that takes the whole process tree with it.
//
// The tree is found by walking /proc, not by a process group of its own: a
// command in another group could not read from the terminal, and Ctrl-C would not
// reach it. Children whose parent ends become ours (PR_SET_CHILD_SUBREAPER), so
// that none escapes; what is left when the last run ends is named by left().
//
// One thread: signals are taken by sigtimedwait between looks at the clock.
// Interrupted once, no further run begins; twice, those that run are killed.
#ifndef MAPSAN_TOOLS_MAPSAN_RUN_RUNNER_H
#define MAPSAN_TOOLS_MAPSAN_RUN_RUNNER_H

#include <chrono>
#include <csignal>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace mapsan {

struct RunEnd {
  uint64_t number = 0; // from 1
  int status = 0;      // as a shell has it: 128 + N after signal N
  bool isTimeout = false;
  double seconds = 0;
};

struct RunPlan {
  std::vector<std::string> command;
  uint64_t repeat = 1, jobs = 1;
  uint64_t timeoutSeconds = 0; // 0: none
  /// What is different in the environment of run N.
  std::function<std::vector<std::pair<std::string, std::string>>(uint64_t)>
      environment;
  /// Before run N; the empty string, or why it cannot begin.
  std::function<std::string(uint64_t)> prepare;
  /// The file for output of run N; empty: ours.
  std::function<std::string(uint64_t)> output;
};

class Runner {
public:
  using Clock = std::chrono::steady_clock;

  explicit Runner(const RunPlan &plan) : plan_(plan) {}

  /// After each run; false: no further run begins.
  std::function<bool(const RunEnd &)> onEnd;
  /// Some times a second.
  std::function<void(unsigned running)> onTick;

  /// The empty string, or why the command cannot be started.
  std::string run();

  bool wasInterrupted() const { return interrupts_ > 0; }
  /// Processes of the command that are still running.
  static unsigned left();

private:
  struct Job {
    uint64_t number;
    int pid;
    Clock::time_point begin;
    bool isTimeout = false;
    bool isKilled = false;
  };

  std::string start(uint64_t number);
  void reap();
  void checkTime();
  void waitForSignal();

  const RunPlan &plan_;
  std::vector<Job> jobs_;
  bool goesOn_ = true;
  unsigned interrupts_ = 0;
  sigset_t before_;
};

} // namespace mapsan

#endif
