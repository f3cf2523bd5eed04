// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/unit/platform/stack_frameless.h"

#include <cstring>

int callFrameless(int (*function)(void *), void *argument, int depth) {
  char space[200];
  std::memset(space, depth, sizeof(space));
  int result;
#if defined(__x86_64__)
  long clobbered = depth | 1; // an odd number is no frame
  __asm__ volatile("mov %0, %%rbp" ::"r"(clobbered) : "rbp");
#endif
  if (depth > 0)
    result = callFrameless(function, argument, depth - 1);
  else
    result = function(argument);
  return result + space[depth] - depth;
}
