// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Between us and the other program stands a helper, because a child that has
// executed a program sends SIGCHLD and shows up in wait() whatever it was
// created with, while one that has not does neither when created with exit
// signal 0:
//
//   we -- clone(VM), exit signal 0 --> helper -- clone(VM|VFORK) --> program
//                                      waits for the program, keeps its status
//
// Helper and program-to-be share our memory and make nothing but system calls:
// the process is in trouble, and its locks may be held. When we end, or give up
// on the helper, the kernel ends the two (PR_SET_PDEATHSIG).
#include "runtime/platform/process.h"

#include "runtime/base/text_writer.h"
#include "runtime/platform/pages.h"
#include "runtime/platform/system_call.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// clone under the name that nobody stands in front of: ThreadSanitizer takes each
// clone for a fork, and ends the program where two threads come to it.
extern "C" int __clone(int (*function)(void *), void *stack, int flags,
                       void *argument, ...);

namespace mapsan {
namespace {

constexpr size_t kStackBytes = 64u << 10;
constexpr int kNotStarted = 127 << 8; // status of exit(127)
constexpr unsigned kSignals = 64;
constexpr size_t kSignalSetBytes = 8; // the kernel's

/// Shared by us, the helper, and the program until it runs.
struct Start {
  const char *const *arguments;
  const char *const *environment;
  int output;
  char *programStack; // its end
  int status;         // as wait() gives it; of interest when the helper is done
};

/// The kernel's sigaction, on x86-64 and AArch64 all zero for "default".
struct KernelAction {
  uint64_t words[4];
};

void dieWithParent() { systemCall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL); }

/// The program-to-be: default signals, none blocked, output to the pipe, then
/// the other program.
int becomeProgram(void *context) {
  const Start &start = *static_cast<const Start *>(context);
  dieWithParent();
  KernelAction standard{};
  for (unsigned signal = 1; signal <= kSignals; ++signal)
    systemCall(SYS_rt_sigaction, signal, argument(&standard), 0,
               kSignalSetBytes);
  uint64_t none = 0;
  systemCall(SYS_rt_sigprocmask, SIG_SETMASK, argument(&none), 0,
             kSignalSetBytes);
  long null =
      systemCall(SYS_openat, AT_FDCWD, argument("/dev/null"), O_RDWR, 0);
  // The pipe may lie on one of the numbers that are filled now.
  long output = systemCall(SYS_fcntl, start.output, F_DUPFD, 3);
  systemCall(SYS_dup3, null, 0, 0);
  systemCall(SYS_dup3, null, 2, 0);
  systemCall(SYS_dup3, output, 1, 0);
  systemCall(SYS_close, output);
  if (null > 2)
    systemCall(SYS_close, null);
  systemCall(SYS_execve, argument(start.arguments[0]),
             argument(start.arguments), argument(start.environment));
  systemCall(SYS_exit_group, 127);
  return 127;
}

int helpStart(void *context) {
  Start &start = *static_cast<Start *>(context);
  dieWithParent();
  // Where SIGCHLD is ignored, children leave no status.
  KernelAction standard{};
  systemCall(SYS_rt_sigaction, SIGCHLD, argument(&standard), 0,
             kSignalSetBytes);
  int program = __clone(becomeProgram, start.programStack,
                        CLONE_VM | CLONE_VFORK | SIGCHLD, &start);
  // Else the reader would wait for the end of our own copy of the pipe.
  systemCall(SYS_close, start.output);
  int status = kNotStarted;
  while (program > 0 &&
         systemCall(SYS_wait4, program, argument(&status), 0, 0) == -EINTR)
    ;
  start.status = status;
  systemCall(SYS_exit, 0);
  return 0;
}

uint64_t nowMs() {
  timespec now{};
  systemCall(SYS_clock_gettime, CLOCK_MONOTONIC, argument(&now));
  return static_cast<uint64_t>(now.tv_sec) * 1000u +
         static_cast<uint64_t>(now.tv_nsec) / 1000000u;
}

/// Reads until the end, or until `deadline`. False at the deadline.
bool readOutput(int fd, uint64_t deadline, char *output, size_t capacity,
                size_t &length) {
  char overflow[512];
  while (true) {
    uint64_t now = nowMs();
    if (now >= deadline)
      return false;
    uint64_t left = deadline - now;
    timespec wait{static_cast<time_t>(left / 1000),
                  static_cast<long>(left % 1000) * 1000000};
    pollfd ready{fd, POLLIN, 0};
    long polled =
        systemCall(SYS_ppoll, argument(&ready), 1, argument(&wait), 0, 0);
    if (polled == -EINTR)
      continue;
    if (polled <= 0)
      return false;
    bool isFull = length + 1 >= capacity;
    char *to = isFull ? overflow : output + length;
    size_t room = isFull ? sizeof(overflow) : capacity - 1 - length;
    long count =
        systemCall(SYS_read, fd, argument(to), static_cast<long>(room));
    if (count == -EINTR)
      continue;
    if (count <= 0)
      return true;
    if (!isFull)
      length += static_cast<size_t>(count);
  }
}

/// Runs helper and program and collects the output. False at the deadline.
bool runHelper(Start &start, int ends[2], uint64_t deadline, char *output,
               size_t capacity, size_t &length) {
  char *stacks = static_cast<char *>(mapPages(2 * kStackBytes));
  if (!stacks)
    return true;
  start.programStack = stacks + kStackBytes;
  int helper = __clone(helpStart, stacks + 2 * kStackBytes, CLONE_VM, &start);
  systemCall(SYS_close, ends[1]);
  ends[1] = -1;
  bool inTime = true;
  if (helper > 0) {
    inTime = readOutput(ends[0], deadline, output, capacity, length);
    if (!inTime)
      systemCall(SYS_kill, helper, SIGKILL);
    int ignored;
    while (systemCall(SYS_wait4, helper, argument(&ignored), __WALL, 0) ==
           -EINTR)
      ;
  }
  unmapPages(stacks, 2 * kStackBytes);
  return inTime;
}

} // namespace

RunResult runProgram(const char *const *arguments,
                     const char *const *environment, uint32_t timeoutMs,
                     char *output, size_t capacity, size_t &length) {
  length = 0;
  output[0] = 0;
  int ends[2] = {-1, -1};
  if (systemCall(SYS_pipe2, argument(ends), O_CLOEXEC) < 0)
    return RunResult::NotStarted;
  uint64_t all = ~uint64_t{0};
  uint64_t before = 0;
  systemCall(SYS_rt_sigprocmask, SIG_SETMASK, argument(&all), argument(&before),
             kSignalSetBytes);
  Start start{arguments, environment, ends[1], nullptr, kNotStarted};
  bool inTime =
      runHelper(start, ends, nowMs() + timeoutMs, output, capacity, length);
  output[length] = 0;
  for (int end : ends)
    if (end >= 0)
      systemCall(SYS_close, end);
  systemCall(SYS_rt_sigprocmask, SIG_SETMASK, argument(&before), 0,
             kSignalSetBytes);
  if (!inTime)
    return RunResult::TimedOut;
  if (start.status == kNotStarted)
    return RunResult::NotStarted;
  return start.status == 0 ? RunResult::Done : RunResult::Failed;
}

bool findProgram(const char *name, const char *path, char *found,
                 size_t capacity) {
  if (__builtin_strchr(name, '/')) {
    TextWriter(found, capacity).put(name);
    return systemCall(SYS_faccessat, AT_FDCWD, argument(found), X_OK) == 0;
  }
  while (path && *path) {
    size_t length = 0;
    while (path[length] && path[length] != ':')
      ++length;
    TextWriter out(found, capacity);
    out.put(path, length).put(length ? "/" : "").put(name);
    if (!out.truncated() &&
        systemCall(SYS_faccessat, AT_FDCWD, argument(found), X_OK) == 0)
      return true;
    path += length + (path[length] == ':');
  }
  return false;
}

} // namespace mapsan
