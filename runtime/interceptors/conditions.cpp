// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A wait gives its mutex back and takes it again; reports name the place where
// the program took it, not the wait. A wait that is cancelled leaves with the
// mutex taken again, for the program's cleanup handlers. Signals make no order:
// the mutex does.
#include "runtime/interceptors/interceptors.h"

using namespace mapsan;

namespace {

void takeAgain(void *held) { lockTakenAgain(*static_cast<HeldLock *>(held)); }

template <typename Wait> int waiting(const void *mutex, Wait wait) {
  const ThreadRecord *self = knownThread();
  HeldLock held = self ? self->locks.find(mutex) : HeldLock{mutex, {}, false};
  lockGiven(mutex);
  int result;
  pthread_cleanup_push(takeAgain, &held);
  result = wait();
  pthread_cleanup_pop(1);
  return result;
}

} // namespace

MAPSAN_BODY int pthread_cond_wait(pthread_cond_t *condition,
                                  pthread_mutex_t *mutex) {
  return waiting(
      mutex, [&] { return MAPSAN_REAL(pthread_cond_wait)(condition, mutex); });
}

MAPSAN_BODY int pthread_cond_timedwait(pthread_cond_t *condition,
                                       pthread_mutex_t *mutex,
                                       const timespec *until) {
  return waiting(mutex, [&] {
    return MAPSAN_REAL(pthread_cond_timedwait)(condition, mutex, until);
  });
}

MAPSAN_BODY int pthread_cond_clockwait(pthread_cond_t *condition,
                                       pthread_mutex_t *mutex, clockid_t clock,
                                       const timespec *until) {
  return waiting(mutex, [&] {
    return MAPSAN_REAL(pthread_cond_clockwait)(condition, mutex, clock, until);
  });
}

MAPSAN_BODY int pthread_cond_signal(pthread_cond_t *condition) {
  countRelease();
  return MAPSAN_REAL(pthread_cond_signal)(condition);
}

MAPSAN_BODY int pthread_cond_broadcast(pthread_cond_t *condition) {
  countRelease();
  return MAPSAN_REAL(pthread_cond_broadcast)(condition);
}

MAPSAN_BODY int cnd_wait(cnd_t *condition, mtx_t *mutex) {
  return waiting(mutex,
                 [&] { return MAPSAN_REAL(cnd_wait)(condition, mutex); });
}

MAPSAN_BODY int cnd_timedwait(cnd_t *condition, mtx_t *mutex,
                              const timespec *until) {
  return waiting(mutex, [&] {
    return MAPSAN_REAL(cnd_timedwait)(condition, mutex, until);
  });
}

MAPSAN_BODY int cnd_signal(cnd_t *condition) {
  countRelease();
  return MAPSAN_REAL(cnd_signal)(condition);
}

MAPSAN_BODY int cnd_broadcast(cnd_t *condition) {
  countRelease();
  return MAPSAN_REAL(cnd_broadcast)(condition);
}
