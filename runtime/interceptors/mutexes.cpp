// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks that one thread holds at a time. A lock is listed after the original
// took it, with the place of the call, and leaves the list before the original
// gives it back. EOWNERDEAD takes a robust mutex too.
#include "runtime/interceptors/interceptors.h"

#include <errno.h>

using namespace mapsan;

namespace {

int noted(int result, const void *lock, const void *frame) {
  if (result == 0 || result == EOWNERDEAD)
    lockTaken(lock, frame, LockType::Opaque);
  return result;
}

} // namespace

MAPSAN_BODY int pthread_mutex_lock(pthread_mutex_t *mutex) {
  return noted(MAPSAN_REAL(pthread_mutex_lock)(mutex), mutex,
               __builtin_frame_address(0));
}

MAPSAN_BODY int pthread_mutex_trylock(pthread_mutex_t *mutex) {
  return noted(MAPSAN_REAL(pthread_mutex_trylock)(mutex), mutex,
               __builtin_frame_address(0));
}

MAPSAN_BODY int pthread_mutex_timedlock(pthread_mutex_t *mutex,
                                        const timespec *until) {
  return noted(MAPSAN_REAL(pthread_mutex_timedlock)(mutex, until), mutex,
               __builtin_frame_address(0));
}

MAPSAN_BODY int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                                        const timespec *until) {
  return noted(MAPSAN_REAL(pthread_mutex_clocklock)(mutex, clock, until), mutex,
               __builtin_frame_address(0));
}

MAPSAN_BODY int pthread_mutex_unlock(pthread_mutex_t *mutex) {
  lockGiven(mutex, LockType::Opaque);
  return MAPSAN_REAL(pthread_mutex_unlock)(mutex);
}

MAPSAN_BODY int pthread_mutex_destroy(pthread_mutex_t *mutex) noexcept {
  const int result = MAPSAN_REAL(pthread_mutex_destroy)(mutex);
  if (result == 0)
    destroyed(mutex);
  return result;
}

MAPSAN_BODY int pthread_spin_lock(pthread_spinlock_t *lock) {
  const int result = MAPSAN_REAL(pthread_spin_lock)(lock);
  return noted(result, const_cast<int *>(lock), __builtin_frame_address(0));
}

MAPSAN_BODY int pthread_spin_trylock(pthread_spinlock_t *lock) {
  const int result = MAPSAN_REAL(pthread_spin_trylock)(lock);
  return noted(result, const_cast<int *>(lock), __builtin_frame_address(0));
}

MAPSAN_BODY int pthread_spin_unlock(pthread_spinlock_t *lock) {
  lockGiven(const_cast<int *>(lock), LockType::Opaque);
  return MAPSAN_REAL(pthread_spin_unlock)(lock);
}

MAPSAN_BODY int pthread_spin_destroy(pthread_spinlock_t *lock) noexcept {
  destroyed(const_cast<int *>(lock));
  return MAPSAN_REAL(pthread_spin_destroy)(lock);
}

// C11: libc's own calls the mutex functions without passing through us.

MAPSAN_BODY int mtx_lock(mtx_t *mutex) {
  return noted(MAPSAN_REAL(mtx_lock)(mutex), mutex, __builtin_frame_address(0));
}

MAPSAN_BODY int mtx_trylock(mtx_t *mutex) {
  return noted(MAPSAN_REAL(mtx_trylock)(mutex), mutex,
               __builtin_frame_address(0));
}

MAPSAN_BODY int mtx_timedlock(mtx_t *mutex, const timespec *until) {
  return noted(MAPSAN_REAL(mtx_timedlock)(mutex, until), mutex,
               __builtin_frame_address(0));
}

MAPSAN_BODY int mtx_unlock(mtx_t *mutex) {
  lockGiven(mutex, LockType::Opaque);
  return MAPSAN_REAL(mtx_unlock)(mutex);
}

MAPSAN_BODY void mtx_destroy(mtx_t *mutex) {
  destroyed(mutex);
  MAPSAN_REAL(mtx_destroy)(mutex);
}
