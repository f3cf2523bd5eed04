// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Waiting for others without a lock: semaphores, barriers, futexes.
//
// A barrier's participants all have returned from the original when it is
// destroyed, but one of them may not have told us yet. So those inside are
// counted, and who destroys the barrier waits for them, for a bounded time.
#include "runtime/interceptors/interceptors.h"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>

using namespace mapsan;

MAPSAN_BODY int sem_post(sem_t *semaphore) noexcept {
  releasing(semaphore);
  return MAPSAN_REAL(sem_post)(semaphore);
}

namespace {

int acquiredIf(int result, const void *object) {
  if (result == 0)
    acquired(object);
  return result;
}

} // namespace

MAPSAN_BODY int sem_wait(sem_t *semaphore) {
  return acquiredIf(MAPSAN_REAL(sem_wait)(semaphore), semaphore);
}

MAPSAN_BODY int sem_trywait(sem_t *semaphore) noexcept {
  return acquiredIf(MAPSAN_REAL(sem_trywait)(semaphore), semaphore);
}

MAPSAN_BODY int sem_timedwait(sem_t *semaphore, const timespec *until) {
  return acquiredIf(MAPSAN_REAL(sem_timedwait)(semaphore, until), semaphore);
}

MAPSAN_BODY int sem_clockwait(sem_t *semaphore, clockid_t clock,
                              const timespec *until) {
  return acquiredIf(MAPSAN_REAL(sem_clockwait)(semaphore, clock, until),
                    semaphore);
}

MAPSAN_BODY int sem_destroy(sem_t *semaphore) noexcept {
  const int result = MAPSAN_REAL(sem_destroy)(semaphore);
  if (result == 0)
    destroyed(semaphore);
  return result;
}

namespace {

// glibc: {in, round, count, ...}. Checked at each init; if it is otherwise,
// barriers order a little too much, as semaphores do.
constexpr unsigned kCountWord = 2;
bool isCountElsewhere;

uint32_t participantsOf(const pthread_barrier_t *barrier) {
  return isCountElsewhere
             ? 0
             : reinterpret_cast<const uint32_t *>(barrier)[kCountWord];
}

uint32_t inside[1024]; // by address; two barriers may share one

uint32_t &insideOf(const pthread_barrier_t *barrier) {
  return inside[(reinterpret_cast<uintptr_t>(barrier) >> 3) *
                    0x9E3779B97F4A7C15ull >>
                54];
}

void forgetBarrier(const pthread_barrier_t *barrier) {
  constexpr unsigned kPatience = 1000;
  for (unsigned i = 0; __atomic_load_n(&insideOf(barrier), __ATOMIC_ACQUIRE);
       ++i) {
    if (i == kPatience) {
      detector().order().forgetHistory();
      break;
    }
    sched_yield();
  }
  destroyed(barrier);
}

} // namespace

MAPSAN_BODY int pthread_barrier_init(pthread_barrier_t *barrier,
                                     const pthread_barrierattr_t *attributes,
                                     unsigned count) noexcept {
  if (isReportMode())
    destroyed(barrier);
  const int result =
      MAPSAN_REAL(pthread_barrier_init)(barrier, attributes, count);
  if (result == 0 && participantsOf(barrier) != count)
    isCountElsewhere = true;
  return result;
}

MAPSAN_BODY int pthread_barrier_destroy(pthread_barrier_t *barrier) noexcept {
  const int result = MAPSAN_REAL(pthread_barrier_destroy)(barrier);
  if (result == 0 && isReportMode())
    forgetBarrier(barrier);
  return result;
}

MAPSAN_BODY int pthread_barrier_wait(pthread_barrier_t *barrier) noexcept {
  countRelease();
  if (!isReportMode())
    return MAPSAN_REAL(pthread_barrier_wait)(barrier);
  const uint32_t participants = participantsOf(barrier);
  uint32_t round = 0;
  __atomic_fetch_add(&insideOf(barrier), 1u, __ATOMIC_RELAXED);
  if (const Ordering self; self) {
    if (participants)
      round = self.order().barrierArrive(self.clock(), barrier, participants);
    else
      self.order().release(self.clock(), barrier);
  }
  const int result = MAPSAN_REAL(pthread_barrier_wait)(barrier);
  if (const Ordering self; self) {
    if (participants)
      self.order().barrierLeave(self.clock(), barrier, round);
    else
      self.order().acquire(self.clock(), barrier);
  }
  __atomic_fetch_sub(&insideOf(barrier), 1u, __ATOMIC_RELEASE);
  return result;
}

// Futexes come this way, and so do other calls: counting those as releases too
// costs a finding at most. Seven parameters instead of an ellipsis: arguments
// lie in the same places, and nothing between us and the kernel looks at them.
// By its symbol, because <unistd.h> declares it otherwise.
MAPSAN_BODY long systemCallBody(long number, long a, long b, long c, long d,
                                long e, long f) __asm__("syscall");
MAPSAN_BODY long systemCallBody(long number, long a, long b, long c, long d,
                                long e, long f) {
  countRelease();
  if (!isReportMode() || number != SYS_futex)
    return MAPSAN_REAL(syscall)(number, a, b, c, d, e, f);
  // A wait orders also when it finds that there is nothing to wait for.
  const void *word = reinterpret_cast<const void *>(a);
  const int command = static_cast<int>(b) & FUTEX_CMD_MASK;
  const bool isWait = command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET ||
                      command == FUTEX_LOCK_PI || command == FUTEX_TRYLOCK_PI ||
                      command == FUTEX_WAIT_REQUEUE_PI;
  if (!isWait) {
    releasing(word);
    if (command != FUTEX_WAKE && command != FUTEX_WAKE_BITSET)
      releasing(reinterpret_cast<const void *>(e)); // the second word, if any
  }
  const long result = MAPSAN_REAL(syscall)(number, a, b, c, d, e, f);
  if (isWait)
    acquired(word);
  return result;
}
