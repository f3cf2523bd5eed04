// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ways out of an operation that pass its end by: jumps, context switches,
// exceptions, the end of the thread (state/stale.h says what follows). Each
// says so and goes on to the original.
//
// Weak, so that a program linked with static versions of these keeps them; then
// open operations it jumps out of are recognised later, by frame address.
#include "runtime/interceptors/interceptors.h"

#include "runtime/state/stale.h"

using namespace mapsan;

#define MAPSAN_INTERCEPTOR                                                     \
  extern "C" __attribute__((weak, visibility("default")))

namespace {

/// Where a jump leads: stack pointer and frame; 0 if that cannot be told.
struct Target {
  uintptr_t stack, frame;
};

#if defined(__x86_64__) && defined(__GLIBC__)
/// glibc rotates what it saves and mixes it with a secret of the thread's block.
uintptr_t savedIn(const __jmp_buf_tag *environment, unsigned number) {
  uint64_t value = static_cast<uint64_t>(environment->__jmpbuf[number]);
  uint64_t secret;
  asm("ror $17, %0\n\tmovq %%fs:0x30, %1" : "+r"(value), "=r"(secret));
  return value ^ secret;
}

Target targetOf(const __jmp_buf_tag *environment) {
  constexpr unsigned kFrame = 1, kStack = 6;
  return {savedIn(environment, kStack), savedIn(environment, kFrame)};
}
#else
Target targetOf(const __jmp_buf_tag *) { return {0, 0}; }
#endif

void aboutToJump(const __jmp_buf_tag *environment) {
  const Target target = targetOf(environment);
  if (target.stack)
    closeOperationsBelow(target.stack, target.frame);
  else
    suspectOpenOperations();
}

} // namespace

#define MAPSAN_JUMP(name)                                                      \
  MAPSAN_INTERCEPTOR __attribute__((noreturn)) void name(                      \
      __jmp_buf_tag *environment, int value) {                                 \
    aboutToJump(environment);                                                  \
    MAPSAN_REAL(name)(environment, value);                                     \
    __builtin_unreachable();                                                   \
  }

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wattributes"
MAPSAN_JUMP(longjmp)
MAPSAN_JUMP(_longjmp)
MAPSAN_JUMP(siglongjmp)
MAPSAN_JUMP(__longjmp_chk)
#pragma GCC diagnostic pop

MAPSAN_INTERCEPTOR int setcontext(const ucontext_t *to) noexcept {
  suspectOpenOperations();
  return MAPSAN_REAL(setcontext)(to);
}

MAPSAN_INTERCEPTOR int swapcontext(ucontext_t *from,
                                   const ucontext_t *to) noexcept {
  suspectOpenOperations();
  const int result = MAPSAN_REAL(swapcontext)(from, to);
  suspectOpenOperations(); // back again, perhaps on another thread
  return result;
}

MAPSAN_INTERCEPTOR void *__cxa_begin_catch(void *exception) noexcept {
  exceptionCaught(reinterpret_cast<uintptr_t>(__builtin_dwarf_cfa()));
  return MAPSAN_ORIGINAL(__cxa_begin_catch)(exception);
}

MAPSAN_INTERCEPTOR int _Unwind_RaiseException(void *exception) {
  int (*const original)(void *) = MAPSAN_ORIGINAL(_Unwind_RaiseException);
  exceptionRaised();
  const int result = original(exception);
  asm volatile(""); // no tail call: the unwinder starts from this frame
  return result;
}

MAPSAN_INTERCEPTOR int _Unwind_Resume_or_Rethrow(void *exception) {
  int (*const original)(void *) = MAPSAN_ORIGINAL(_Unwind_Resume_or_Rethrow);
  exceptionRaised();
  const int result = original(exception);
  asm volatile("");
  return result;
}

MAPSAN_INTERCEPTOR __attribute__((noreturn)) void pthread_exit(void *result) {
  if (knownThread())
    suspectThread(knownThread()->handle);
  MAPSAN_REAL(pthread_exit)(result);
  __builtin_unreachable();
}

MAPSAN_INTERCEPTOR int pthread_cancel(pthread_t thread) {
  suspectThread(thread);
  return MAPSAN_REAL(pthread_cancel)(thread);
}
