// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What hands work to another thread without being a lock: it is only counted.
#include "runtime/interceptors/interceptors.h"

using namespace mapsan;

MAPSAN_BODY int sem_post(sem_t *semaphore) {
  countRelease();
  return MAPSAN_REAL(sem_post)(semaphore);
}

MAPSAN_BODY int pthread_barrier_wait(pthread_barrier_t *barrier) {
  countRelease();
  return MAPSAN_REAL(pthread_barrier_wait)(barrier);
}

// std::call_once too. Counted after the program's function: that is what others
// wait for.
MAPSAN_BODY int pthread_once(pthread_once_t *control, void (*function)()) {
  const int result = MAPSAN_REAL(pthread_once)(control, function);
  countRelease();
  return result;
}

// The end of a function-local static's construction.
MAPSAN_BODY void __cxa_guard_release(uint64_t *guard) {
  countRelease();
  MAPSAN_REAL(__cxa_guard_release)(guard);
}

// Futex wakes come this way, and so do other calls: counting those too costs a
// finding at most. Seven parameters instead of an ellipsis: arguments lie in
// the same places, and nothing between us and the kernel looks at them. By its
// symbol, because <unistd.h> declares it otherwise.
MAPSAN_BODY long systemCallBody(long number, long a, long b, long c, long d,
                                long e, long f) __asm__("syscall");
MAPSAN_BODY long systemCallBody(long number, long a, long b, long c, long d,
                                long e, long f) {
  countRelease();
  return MAPSAN_REAL(syscall)(number, a, b, c, d, e, f);
}
