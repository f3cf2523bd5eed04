// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// clone(CLONE_VM | CLONE_VFORK) with exit signal 0: the caller sleeps until the
// child has executed the program or ended, so the child may use the caller's
// data, and nobody but us (__WALL) can wait for it. The child touches nothing
// but system calls: it shares the memory of a process that is in trouble.
#include "runtime/platform/process.h"

#include "runtime/base/text_writer.h"
#include "runtime/platform/pages.h"
#include "runtime/platform/system_call.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace mapsan {
namespace {

constexpr size_t kChildStackBytes = 64u << 10;
constexpr unsigned kSignals = 64;
constexpr size_t kSignalSetBytes = 8; // the kernel's

struct Start {
  const char *const *arguments;
  const char *const *environment;
  int output;
};

/// The kernel's sigaction, on x86-64 and AArch64 all zero for "default".
struct KernelAction {
  uint64_t words[4];
};

/// The child: default signals, none blocked, output to the pipe, then the other
/// program.
int becomeProgram(void *context) {
  const Start &start = *static_cast<const Start *>(context);
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

int startChild(Start &start) {
  char *stack = static_cast<char *>(mapPages(kChildStackBytes));
  if (!stack)
    return -1;
  int child = clone(becomeProgram, stack + kChildStackBytes,
                    CLONE_VM | CLONE_VFORK, &start);
  unmapPages(stack, kChildStackBytes);
  return child;
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
  uint64_t deadline = nowMs() + timeoutMs;
  Start start{arguments, environment, ends[1]};
  int child = startChild(start);
  systemCall(SYS_close, ends[1]);
  bool inTime =
      child > 0 && readOutput(ends[0], deadline, output, capacity, length);
  systemCall(SYS_close, ends[0]);
  output[length] = 0;
  int status = 0;
  if (child > 0) {
    if (!inTime)
      systemCall(SYS_kill, child, SIGKILL);
    while (systemCall(SYS_wait4, child, argument(&status), __WALL, 0) == -EINTR)
      ;
  }
  systemCall(SYS_rt_sigprocmask, SIG_SETMASK, argument(&before), 0,
             kSignalSetBytes);
  if (child <= 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 127))
    return RunResult::NotStarted;
  if (!inTime)
    return RunResult::TimedOut;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? RunResult::Done
                                                       : RunResult::Failed;
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
