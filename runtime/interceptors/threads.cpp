// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Thread creation: the child gets its record from its creator, with the stack
// of the call that made it. The end of a thread is heard of by the one who
// joins it (report mode).
//
// The C11 functions are libc's own and do not pass through the others.
#include "runtime/interceptors/interceptors.h"
#include "runtime/interceptors/libraries.h"

#include "runtime/state/thread_clocks.h"

namespace mapsan {

// The first function of every thread; reports end above it by this name.
__attribute__((noinline)) void *threadStart(void *argument) {
  ThreadRecord *record = static_cast<ThreadRecord *>(argument);
  adoptPrepared(record);
  void *result = record->start(record->argument);
  asm volatile("" : "+r"(result)); // no tail call: the frame must be seen
  return result;
}

namespace {

// thrd_create's thread has a function of another type.
void *callC11(void *argument) {
  const auto start = knownThread()->startC11;
  return reinterpret_cast<void *>(static_cast<intptr_t>(start(argument)));
}

int threadStartC11(void *argument) {
  return static_cast<int>(reinterpret_cast<intptr_t>(threadStart(argument)));
}

// Asked here, where it costs no system call.
uintptr_t stackBytesOf(const pthread_attr_t *attributes) {
  size_t bytes = 0;
  if (attributes) {
    pthread_attr_getstacksize(attributes, &bytes);
    return bytes;
  }
  pthread_attr_t defaults;
  if (pthread_getattr_default_np(&defaults) == 0) {
    pthread_attr_getstacksize(&defaults, &bytes);
    pthread_attr_destroy(&defaults);
  }
  return bytes;
}

bool isJoinable(const pthread_attr_t *attributes) {
  int state = PTHREAD_CREATE_JOINABLE;
  if (attributes)
    pthread_attr_getdetachstate(attributes, &state);
  return state == PTHREAD_CREATE_JOINABLE;
}

/// `create` is the original, called once; 0 is success.
template <typename Create>
int creating(ThreadRecord *record, const pthread_t *thread, Create create) {
  const Joinable made = joinableOf(record->clock);
  const bool mayBeJoined = record->isJoinable;
  const int result = create();
  if (result)
    dropPrepared(record);
  else if (made.clock && mayBeJoined)
    noteJoinable(made, *thread);
  return result;
}

template <typename Join> int joining(pthread_t thread, Join join) {
  if (!isReportMode())
    return join();
  const Joinable known = findJoinable(thread);
  const int result = join();
  if (result == 0)
    joinClock(known);
  return result;
}

void detaching(pthread_t thread) {
  if (isReportMode())
    detachClock(findJoinable(thread));
}

} // namespace

} // namespace mapsan

using namespace mapsan;

MAPSAN_BODY int pthread_create(pthread_t *thread,
                               const pthread_attr_t *attributes,
                               void *(*start)(void *), void *argument) {
  const auto create = MAPSAN_REAL(pthread_create);
  countRelease();
  hookLibraries(true);
  ThreadRecord *record =
      prepareThread(__builtin_frame_address(0), stackBytesOf(attributes),
                    isJoinable(attributes));
  if (!record)
    return create(thread, attributes, start, argument);
  record->start = start;
  record->argument = argument;
  return creating(record, thread, [&] {
    return create(thread, attributes, threadStart, record);
  });
}

MAPSAN_BODY int pthread_join(pthread_t thread, void **result) {
  return joining(thread,
                 [&] { return MAPSAN_REAL(pthread_join)(thread, result); });
}

MAPSAN_BODY int pthread_tryjoin_np(pthread_t thread, void **result) noexcept {
  return joining(
      thread, [&] { return MAPSAN_REAL(pthread_tryjoin_np)(thread, result); });
}

MAPSAN_BODY int pthread_timedjoin_np(pthread_t thread, void **result,
                                     const timespec *until) {
  return joining(thread, [&] {
    return MAPSAN_REAL(pthread_timedjoin_np)(thread, result, until);
  });
}

MAPSAN_BODY int pthread_clockjoin_np(pthread_t thread, void **result,
                                     clockid_t clock, const timespec *until) {
  return joining(thread, [&] {
    return MAPSAN_REAL(pthread_clockjoin_np)(thread, result, clock, until);
  });
}

MAPSAN_BODY int pthread_detach(pthread_t thread) noexcept {
  detaching(thread);
  return MAPSAN_REAL(pthread_detach)(thread);
}

MAPSAN_BODY int thrd_create(thrd_t *thread, thrd_start_t start,
                            void *argument) {
  const auto create = MAPSAN_REAL(thrd_create);
  countRelease();
  ThreadRecord *record =
      prepareThread(__builtin_frame_address(0), stackBytesOf(nullptr));
  if (!record)
    return create(thread, start, argument);
  record->start = callC11;
  record->startC11 = start;
  record->argument = argument;
  return creating(record, thread,
                  [&] { return create(thread, threadStartC11, record); });
}

MAPSAN_BODY int thrd_join(thrd_t thread, int *result) {
  countRelease(); // it is none, but start.cpp asks whether we are called
  return joining(thread,
                 [&] { return MAPSAN_REAL(thrd_join)(thread, result); });
}

MAPSAN_BODY int thrd_detach(thrd_t thread) {
  detaching(thread);
  return MAPSAN_REAL(thrd_detach)(thread);
}
