// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions of libc that the runtime stands in front of, and the originals.
// intercepted.def names them; a body per name lies in the file of its meaning.
#ifndef MAPSAN_RUNTIME_INTERCEPTORS_INTERCEPTORS_H
#define MAPSAN_RUNTIME_INTERCEPTORS_INTERCEPTORS_H

#include "runtime/abi/calls.h"
#include "runtime/state/threads.h"

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <threads.h>
#include <time.h>
#include <ucontext.h>

/// The head of a body: what the program's calls are bound to.
#define MAPSAN_BODY extern "C" __attribute__((visibility("default")))

/// The original. A call may come before the runtime has started: then it is
/// looked up here.
#define MAPSAN_REAL(name)                                                      \
  (mapsan::real::name ? mapsan::real::name                                     \
                      : (mapsan::findReals(), mapsan::real::name))

namespace mapsan {

namespace real {
#define MAPSAN_INTERCEPT(result, name, params) extern result(*name) params;
#include "runtime/interceptors/intercepted.def"
} // namespace real

/// Finds the originals, and whether the program's calls come to us
/// (isReleaseCountComplete). Once, at the start.
void startInterceptors();

/// Finds the originals.
void findReals();

/// This thread did something that another may wait for: a foreign write that
/// comes after it may be a legal one (entry/iterate.cpp).
inline void countRelease() { ++__mapsan_thread.releases; }

/// `frame`: the body's.
inline void lockTaken(const void *lock, const void *frame,
                      bool isShared = false) {
  if (ThreadRecord *self = knownThread())
    self->locks.taken(lock, lockPlace(*self, frame), isShared);
}

inline void lockTakenAgain(const HeldLock &lock) {
  if (ThreadRecord *self = knownThread())
    self->locks.taken(lock.address, lock.place, lock.isShared);
}

/// Before the lock is given back: afterwards its memory may be gone.
inline HeldLock lockGiven(const void *lock) {
  countRelease();
  if (ThreadRecord *self = knownThread())
    return self->locks.given(lock);
  return {lock, {}, false};
}

} // namespace mapsan

#endif
