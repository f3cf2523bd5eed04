// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Raw system calls: libc's wrappers are fine for most, but the thread name of
// another thread has no call and is read from /proc.
#include "runtime/platform/system.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace mapsan {

int32_t systemThreadId() { return static_cast<int32_t>(syscall(SYS_gettid)); }
int32_t systemProcessId() { return static_cast<int32_t>(getpid()); }

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

uint64_t monotonicMs() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1000 +
         static_cast<uint64_t>(time.tv_nsec) / 1'000'000;
}

void waitOnWord(uint32_t *word, uint32_t value, uint32_t milliseconds) {
  const timespec time = {milliseconds / 1000,
                         static_cast<long>(milliseconds % 1000) * 1'000'000};
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, &time, nullptr, 0);
}

void wakeAll(uint32_t *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 0x7fffffff, nullptr, nullptr, 0);
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
      syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC));
  if (file < 0)
    return;
  long got = syscall(SYS_read, file, name, capacity - 1);
  syscall(SYS_close, file);
  if (got < 0)
    got = 0;
  if (got > 0 && name[got - 1] == '\n')
    --got;
  name[got] = 0;
}

void exitNow(int status) {
  for (;;)
    syscall(SYS_exit_group, status);
}

} // namespace mapsan
