// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks with readers. A thread may hold one for reading several times; each
// leaves its own entry.
#include "runtime/interceptors/interceptors.h"

using namespace mapsan;

namespace {

int noted(int result, const void *lock, const void *frame, bool isShared) {
  if (result == 0)
    lockTaken(lock, frame, LockType::WithReaders, isShared);
  return result;
}

} // namespace

MAPSAN_BODY int pthread_rwlock_rdlock(pthread_rwlock_t *lock) {
  return noted(MAPSAN_REAL(pthread_rwlock_rdlock)(lock), lock,
               __builtin_frame_address(0), true);
}

MAPSAN_BODY int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock) {
  return noted(MAPSAN_REAL(pthread_rwlock_tryrdlock)(lock), lock,
               __builtin_frame_address(0), true);
}

MAPSAN_BODY int pthread_rwlock_timedrdlock(pthread_rwlock_t *lock,
                                           const timespec *until) {
  return noted(MAPSAN_REAL(pthread_rwlock_timedrdlock)(lock, until), lock,
               __builtin_frame_address(0), true);
}

MAPSAN_BODY int pthread_rwlock_clockrdlock(pthread_rwlock_t *lock,
                                           clockid_t clock,
                                           const timespec *until) {
  return noted(MAPSAN_REAL(pthread_rwlock_clockrdlock)(lock, clock, until),
               lock, __builtin_frame_address(0), true);
}

MAPSAN_BODY int pthread_rwlock_wrlock(pthread_rwlock_t *lock) {
  return noted(MAPSAN_REAL(pthread_rwlock_wrlock)(lock), lock,
               __builtin_frame_address(0), false);
}

MAPSAN_BODY int pthread_rwlock_trywrlock(pthread_rwlock_t *lock) {
  return noted(MAPSAN_REAL(pthread_rwlock_trywrlock)(lock), lock,
               __builtin_frame_address(0), false);
}

MAPSAN_BODY int pthread_rwlock_timedwrlock(pthread_rwlock_t *lock,
                                           const timespec *until) {
  return noted(MAPSAN_REAL(pthread_rwlock_timedwrlock)(lock, until), lock,
               __builtin_frame_address(0), false);
}

MAPSAN_BODY int pthread_rwlock_clockwrlock(pthread_rwlock_t *lock,
                                           clockid_t clock,
                                           const timespec *until) {
  return noted(MAPSAN_REAL(pthread_rwlock_clockwrlock)(lock, clock, until),
               lock, __builtin_frame_address(0), false);
}

MAPSAN_BODY int pthread_rwlock_unlock(pthread_rwlock_t *lock) {
  lockGiven(lock, LockType::WithReaders);
  return MAPSAN_REAL(pthread_rwlock_unlock)(lock);
}

MAPSAN_BODY int pthread_rwlock_destroy(pthread_rwlock_t *lock) noexcept {
  const int result = MAPSAN_REAL(pthread_rwlock_destroy)(lock);
  if (result == 0)
    destroyed(lock);
  return result;
}
