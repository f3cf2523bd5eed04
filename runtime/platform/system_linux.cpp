// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Raw system calls, because libc's wrappers may be intercepted, by us too. The
// name of another thread has no call and is read from /proc.
#include "runtime/platform/system.h"

#include "runtime/platform/system_call.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <linux/prctl.h>
#include <signal.h>
#include <time.h>

namespace mapsan {

int32_t systemThreadId() {
  return static_cast<int32_t>(systemCall(SYS_gettid));
}
int32_t systemProcessId() {
  return static_cast<int32_t>(systemCall(SYS_getpid));
}

uint64_t cycleCounter() {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#else
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec) * 3'000'000'000ull +
         static_cast<uint64_t>(time.tv_nsec) * 3;
#endif
}

static uint64_t clockMs(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1000 +
         static_cast<uint64_t>(time.tv_nsec) / 1'000'000;
}

uint64_t monotonicMs() { return clockMs(CLOCK_MONOTONIC); }
uint64_t systemTimeMs() { return clockMs(CLOCK_REALTIME); }

void waitOnWord(uint32_t *word, uint32_t value, uint32_t milliseconds) {
  const timespec time = {milliseconds / 1000,
                         static_cast<long>(milliseconds % 1000) * 1'000'000};
  systemCall(SYS_futex, argument(word), FUTEX_WAIT_PRIVATE, value,
             argument(&time));
}

void letOthersRun() {
  const timespec time = {0, 50'000};
  systemCall(SYS_nanosleep, argument(&time), 0);
}

void wakeAll(uint32_t *word) {
  systemCall(SYS_futex, argument(word), FUTEX_WAKE_PRIVATE, 0x7fffffff);
}

void readThreadName(int32_t tid, char *name, size_t capacity) {
  name[0] = 0;
  char path[48] = "/proc/self/task/";
  size_t at = 16;
  char digits[12];
  unsigned count = 0;
  for (uint32_t rest = static_cast<uint32_t>(tid); count == 0 || rest;
       rest /= 10)
    digits[count++] = static_cast<char>('0' + rest % 10);
  while (count)
    path[at++] = digits[--count];
  for (const char *tail = "/comm"; *tail; ++tail)
    path[at++] = *tail;
  path[at] = 0;
  const int file = static_cast<int>(
      systemCall(SYS_openat, AT_FDCWD, argument(path), O_RDONLY | O_CLOEXEC));
  if (file < 0)
    return;
  long got = systemCall(SYS_read, file, argument(name),
                        static_cast<long>(capacity - 1));
  systemCall(SYS_close, file);
  if (got < 0)
    got = 0;
  if (got > 0 && name[got - 1] == '\n')
    --got;
  name[got] = 0;
}

void readOwnThreadName(char (&name)[16]) {
  name[0] = 0;
  systemCall(SYS_prctl, PR_GET_NAME, argument(name));
}

bool awaitStoresOfOthers() {
  return systemCall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) == 0;
}

// Its "client request" RUNNING_ON_VALGRIND: instructions that do nothing elsewhere
// (valgrind.h, which is free to be copied from).
bool isUnderValgrind() {
  uint64_t result = 0;
#if defined(__x86_64__)
  volatile uint64_t request[6] = {0x1001, 0, 0, 0, 0, 0};
  asm volatile("rolq $3, %%rdi\n\trolq $13, %%rdi\n\t"
               "rolq $61, %%rdi\n\trolq $51, %%rdi\n\t"
               "xchgq %%rbx, %%rbx"
               : "+d"(result)
               : "a"(&request[0])
               : "cc", "memory");
#endif
  return result != 0;
}

static constexpr size_t kSignalSetBytes = 8; // the kernel's

SignalsHeld::SignalsHeld() : mask_(0) {
  constexpr int kFaults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
  uint64_t held = ~uint64_t{0};
  for (int fault : kFaults)
    held &= ~(uint64_t{1} << (fault - 1));
  systemCall(SYS_rt_sigprocmask, SIG_BLOCK, argument(&held), argument(&mask_),
             kSignalSetBytes);
}

SignalsHeld::~SignalsHeld() {
  systemCall(SYS_rt_sigprocmask, SIG_SETMASK, argument(&mask_), 0,
             kSignalSetBytes);
}

void exitNow(int status) {
  for (;;)
    systemCall(SYS_exit_group, status);
}

} // namespace mapsan
