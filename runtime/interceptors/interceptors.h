// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions of libc that the runtime stands in front of, and the originals.
// intercepted.def names them; a body per name lies in the file of its meaning.
#ifndef MAPSAN_RUNTIME_INTERCEPTORS_INTERCEPTORS_H
#define MAPSAN_RUNTIME_INTERCEPTORS_INTERCEPTORS_H

#include "runtime/abi/calls.h"
#include "runtime/state/detection.h"

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <threads.h>
#include <time.h>
#include <ucontext.h>

#ifndef __GLIBC__
#error                                                                         \
    "MapSan stands in front of glibc's functions and knows their versions: it cannot be built for this C library"
#endif

struct epoll_event;
struct iovec;
struct pollfd;

/// The head of a body: what the program's calls are bound to.
#define MAPSAN_BODY extern "C" __attribute__((visibility("default")))

/// The original. A call may come before the runtime has started: then it is
/// looked up here, and no other: the caller may be an allocator that is being set
/// up, and a lookup that fails asks for memory.
#define MAPSAN_REAL(name)                                                      \
  (mapsan::real::name ? mapsan::real::name                                     \
                      : mapsan::realOf(mapsan::real::name, #name))

/// The same for a function of the C++ library.
#define MAPSAN_ORIGINAL(name) (mapsan::cxxOriginal(mapsan::real::name, #name))

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
void *findReal(const char *name);

template <typename Function>
__attribute__((noinline)) Function *realOf(Function *&real, const char *name) {
  return real = reinterpret_cast<Function *>(findReal(name));
}

/// Of libmapsan-static.a alone (static_program.cpp): there the linker has led the
/// program's calls to us, by --wrap, and tells where the originals are.
__attribute__((weak)) void *originalInStaticProgram(const char *name);

/// In a program without shared libraries, linked otherwise, there is nothing behind us: the linker has
/// taken our functions and left libc's out. Says so and ends the process, perhaps
/// before anything else has run.
[[noreturn]] void refuseStaticProgram();

/// The calling thread is inside dlclose.
bool isClosingLibrary();

/// The functions of the C++ library, whichever the program uses: looked up at
/// the first call, behind us, or, if a library opened at run time brought it
/// along, there. Ends the program if there is none: the call could not have been
/// linked.
void *findCxxOriginal(const char *name);

template <typename Function>
Function *cxxOriginal(Function *&real, const char *name) {
  if (Function *known = __atomic_load_n(&real, __ATOMIC_RELAXED))
    return known;
  Function *found = reinterpret_cast<Function *>(findCxxOriginal(name));
  __atomic_store_n(&real, found, __ATOMIC_RELAXED);
  return found;
}

/// This thread did something that another may wait for: a foreign write that
/// comes after it may be a legal one (entry/iterate.cpp).
inline void countRelease() { ++__mapsan_thread.releases; }

/// A point of synchronisation that is no lock: before the operation that lets
/// others in, and after the one that let us in.
inline void releasing(const void *object) {
  countRelease();
  if (const Ordering ordering; ordering)
    ordering.order().release(ordering.clock(), object);
}

inline void acquired(const void *object) {
  if (const Ordering ordering; ordering)
    ordering.order().acquire(ordering.clock(), object);
}

/// The object is destroyed; its memory may be another's when we return.
inline void destroyed(const void *object) {
  if (const Ordering ordering; ordering)
    ordering.order().forgetObject(object);
}

/// A mutex has no readers, which spares looking for what they published. An
/// opaque one is libc's: no code of the program looks into it.
enum class LockType : uint8_t { Opaque, Mutex, WithReaders };

inline LockKind lockKind(bool isShared) {
  return isShared ? LockKind::Shared : LockKind::Exclusive;
}

inline void orderTaken(const void *lock, LockType type, bool isShared) {
  const Ordering self;
  if (!self)
    return;
  if (type != LockType::WithReaders)
    self.order().acquire(self.clock(), lock);
  else
    self.order().lockAcquired(self.clock(), lock, lockKind(isShared));
}

inline void orderGiven(const void *lock, LockType type, HeldLocks::Given held) {
  const Ordering self;
  if (!self)
    return;
  if (!held.wasListed)
    self.order().release(self.clock(), lock);
  else if (type != LockType::WithReaders)
    self.order().releaseStore(self.clock(), lock, type == LockType::Opaque);
  else
    self.order().lockReleased(self.clock(), lock, lockKind(held.isShared));
}

/// `frame`: the body's.
inline void lockTaken(const void *lock, const void *frame,
                      LockType type = LockType::Mutex, bool isShared = false) {
  orderTaken(lock, type, isShared);
  if (ThreadRecord *self = knownThread())
    self->locks.taken(lock, frame, self->stack.low, self->stack.high, isShared);
}

/// A mutex taken again by the call that gave it back: as it was held before.
inline void lockTakenAgain(const HeldLock &lock,
                           LockType type = LockType::Mutex) {
  orderTaken(lock.address, type, lock.isShared);
  ThreadRecord *self = knownThread();
  if (self && lock.place.callers[0])
    self->locks.taken(lock.address, lock.place, lock.isShared);
}

/// Before the lock is given back: afterwards its memory may be gone. A lock
/// that is not in our list may be one that this thread does not hold (a mutex
/// used as a signal, a mistaken unlock): what others published stays.
inline void lockGiven(const void *lock, LockType type = LockType::Mutex) {
  countRelease();
  ThreadRecord *self = knownThread();
  orderGiven(lock, type,
             self ? self->locks.given(lock) : HeldLocks::Given{false, false});
}

} // namespace mapsan

#endif
