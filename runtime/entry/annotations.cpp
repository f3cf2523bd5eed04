// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Order that the program tells of: in our own words (mapsan.h), and in those
// that ThreadSanitizer and its forerunner brought into people's code. The
// latter are weak: beside ThreadSanitizer its own functions are called.
//
// A mutex that is announced here is a lock like any other: held locks are
// listed with the place that took them. What happens inside its own lock and
// unlock is seen too, if it is instrumented; that makes no order that the mutex
// does not make.
#include "runtime/include/mapsan/mapsan.h"
#include "runtime/interceptors/interceptors.h"

using namespace mapsan;

#define MAPSAN_ANNOTATION                                                      \
  extern "C" __attribute__((weak, visibility("default")))

extern "C" {
__attribute__((visibility("default"))) void
__mapsan_user_acquire(const void *object) {
  acquired(object);
}
__attribute__((visibility("default"))) void
__mapsan_user_release(const void *object) {
  releasing(object);
}
}

// sanitizer/tsan_interface.h

MAPSAN_ANNOTATION void __tsan_acquire(void *object) { acquired(object); }
MAPSAN_ANNOTATION void __tsan_release(void *object) { releasing(object); }

namespace {
enum : unsigned { kReadLock = 1u << 3, kTryFailed = 1u << 5 };
} // namespace

MAPSAN_ANNOTATION void __tsan_mutex_create(void *, unsigned) {}
MAPSAN_ANNOTATION void __tsan_mutex_destroy(void *mutex, unsigned) {
  destroyed(mutex);
}
MAPSAN_ANNOTATION void __tsan_mutex_pre_lock(void *, unsigned) {}
MAPSAN_ANNOTATION void __tsan_mutex_post_lock(void *mutex, unsigned flags,
                                              int) {
  if (!(flags & kTryFailed))
    lockTaken(mutex, __builtin_frame_address(0), LockType::WithReaders,
              flags & kReadLock);
}
MAPSAN_ANNOTATION int __tsan_mutex_pre_unlock(void *mutex, unsigned) {
  lockGiven(mutex, LockType::WithReaders);
  return 1; // how often it was locked
}
MAPSAN_ANNOTATION void __tsan_mutex_post_unlock(void *, unsigned) {}
MAPSAN_ANNOTATION void __tsan_mutex_pre_signal(void *, unsigned) {}
MAPSAN_ANNOTATION void __tsan_mutex_post_signal(void *, unsigned) {}
MAPSAN_ANNOTATION void __tsan_mutex_pre_divert(void *, unsigned) {}
MAPSAN_ANNOTATION void __tsan_mutex_post_divert(void *, unsigned) {}

// Some code tells of an access that the compiler would not have seen. It is none
// on a map.
#define MAPSAN_ACCESS(size)                                                    \
  MAPSAN_ANNOTATION void __tsan_read##size(void *) {}                          \
  MAPSAN_ANNOTATION void __tsan_write##size(void *) {}
MAPSAN_ACCESS(1)
MAPSAN_ACCESS(2)
MAPSAN_ACCESS(4)
MAPSAN_ACCESS(8)
MAPSAN_ACCESS(16)

// dynamic_annotations.h

MAPSAN_ANNOTATION void AnnotateHappensBefore(const char *, int,
                                             uintptr_t object) {
  releasing(reinterpret_cast<const void *>(object));
}
MAPSAN_ANNOTATION void AnnotateHappensAfter(const char *, int,
                                            uintptr_t object) {
  acquired(reinterpret_cast<const void *>(object));
}
MAPSAN_ANNOTATION void AnnotateRWLockCreate(const char *, int, uintptr_t) {}
MAPSAN_ANNOTATION void AnnotateRWLockCreateStatic(const char *, int,
                                                  uintptr_t) {}
MAPSAN_ANNOTATION void AnnotateRWLockDestroy(const char *, int,
                                             uintptr_t lock) {
  destroyed(reinterpret_cast<const void *>(lock));
}
MAPSAN_ANNOTATION void AnnotateRWLockAcquired(const char *, int, uintptr_t lock,
                                              uintptr_t isWriter) {
  lockTaken(reinterpret_cast<const void *>(lock), __builtin_frame_address(0),
            LockType::WithReaders, !isWriter);
}
MAPSAN_ANNOTATION void AnnotateRWLockReleased(const char *, int, uintptr_t lock,
                                              uintptr_t) {
  lockGiven(reinterpret_cast<const void *>(lock), LockType::WithReaders);
}

// What is said to be ignored is not checked, reads and writes alike; the rest
// says nothing to a detector that knows maps, and only has to be there.

MAPSAN_ANNOTATION void AnnotateIgnoreReadsBegin(const char *, int) {
  __mapsan_user_ignore_begin();
}
MAPSAN_ANNOTATION void AnnotateIgnoreReadsEnd(const char *, int) {
  __mapsan_user_ignore_end();
}
MAPSAN_ANNOTATION void AnnotateIgnoreWritesBegin(const char *, int) {
  __mapsan_user_ignore_begin();
}
MAPSAN_ANNOTATION void AnnotateIgnoreWritesEnd(const char *, int) {
  __mapsan_user_ignore_end();
}
MAPSAN_ANNOTATION void AnnotateThreadName(const char *, int, const char *name) {
  __mapsan_user_thread_name(name);
}
MAPSAN_ANNOTATION void AnnotateIgnoreSyncBegin(const char *, int) {}
MAPSAN_ANNOTATION void AnnotateIgnoreSyncEnd(const char *, int) {}
MAPSAN_ANNOTATION void AnnotateBenignRace(const char *, int, uintptr_t,
                                          const char *) {}
MAPSAN_ANNOTATION void AnnotateBenignRaceSized(const char *, int, uintptr_t,
                                               size_t, const char *) {}
MAPSAN_ANNOTATION void AnnotateEnableRaceDetection(const char *, int, int) {}
MAPSAN_ANNOTATION void AnnotateNewMemory(const char *, int, uintptr_t, size_t) {
}
MAPSAN_ANNOTATION void AnnotateMutexIsUsedAsCondVar(const char *, int,
                                                    uintptr_t) {}
MAPSAN_ANNOTATION void AnnotateMutexIsNotPHB(const char *, int, uintptr_t) {}
MAPSAN_ANNOTATION void AnnotatePublishMemoryRange(const char *, int, uintptr_t,
                                                  size_t) {}
MAPSAN_ANNOTATION void AnnotateUnpublishMemoryRange(const char *, int,
                                                    uintptr_t, size_t) {}
MAPSAN_ANNOTATION void AnnotateFlushState(const char *, int) {}
