// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Changing stacks is one exchange of the stack pointer around a call; the frame
// pointer goes on to lead to the old stack.
#include "runtime/platform/signal_stack.h"

#include "runtime/platform/pages.h"
#include "runtime/platform/system_call.h"

#include <stdint.h>
#include <sys/mman.h>

namespace mapsan {
namespace {
constexpr size_t kGuardBytes = 64u << 10; // the largest page size there is
}

void *mapSignalStack() {
  char *pages = static_cast<char *>(mapPages(kGuardBytes + kSignalStackBytes));
  if (!pages)
    return nullptr;
  systemCall(SYS_mprotect, argument(pages), kGuardBytes, PROT_NONE);
  return pages + kGuardBytes;
}

void unmapSignalStack(void *stack) {
  if (stack)
    unmapPages(static_cast<char *>(stack) - kGuardBytes,
               kGuardBytes + kSignalStackBytes);
}

void callOnSignalStack(void *stack, void (*function)(void *), void *argument) {
  const uintptr_t low = reinterpret_cast<uintptr_t>(stack);
  const uintptr_t here =
      reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  const uintptr_t top = low + kSignalStackBytes;
  if (!stack || (here >= low && here < top)) {
    function(argument);
    return;
  }
#if defined(__x86_64__)
  asm volatile("movq %%rsp, %%rbx\n\t"
               "movq %[top], %%rsp\n\t"
               "callq *%[function]\n\t"
               "movq %%rbx, %%rsp"
               : "+D"(argument)
               : [top] "r"(top), [function] "r"(function)
               : "rax", "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11",
                 "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
                 "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
                 "xmm13", "xmm14", "xmm15");
#elif defined(__aarch64__)
  register void *first asm("x0") = argument;
  asm volatile("mov x19, sp\n\t"
               "mov sp, %[top]\n\t"
               "blr %[function]\n\t"
               "mov sp, x19"
               : "+r"(first)
               : [top] "r"(top), [function] "r"(function)
               : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10",
                 "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19",
                 "x30", "memory", "cc");
#endif
}

} // namespace mapsan
