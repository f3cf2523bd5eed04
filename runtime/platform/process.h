// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs another program and collects what it prints, without the program around
// us noticing: no memory is copied, no SIGCHLD arrives, wait() sees no
// child, and the other program inherits no file descriptor and no signal mask.
//
// Not in signal handlers. The calling thread gets no signal meanwhile.
#ifndef MAPSAN_RUNTIME_PLATFORM_PROCESS_H
#define MAPSAN_RUNTIME_PLATFORM_PROCESS_H

#include <stddef.h>
#include <stdint.h>

namespace mapsan {

enum class RunResult : uint8_t {
  Done,
  NotStarted,
  TimedOut,
  Failed, // ended with a status other than 0
};

/// `arguments` begins with the program's path and ends with null, like
/// `environment`. Standard output is stored in `output` with a zero byte
/// behind; what does not fit is dropped.
RunResult runProgram(const char *const *arguments,
                     const char *const *environment, uint32_t timeoutMs,
                     char *output, size_t capacity, size_t &length);

/// Looks for an executable file in the directories of PATH (or, if the name has
/// a slash, there only). Returns false if there is none.
bool findProgram(const char *name, const char *path, char *found,
                 size_t capacity);

} // namespace mapsan

#endif
