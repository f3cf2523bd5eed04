// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Thread creation: the child gets its record from its creator, with the stack
// of the call that made it.
#include "runtime/interceptors/interceptors.h"

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

} // namespace

} // namespace mapsan

using namespace mapsan;

MAPSAN_BODY int pthread_create(pthread_t *thread,
                               const pthread_attr_t *attributes,
                               void *(*start)(void *), void *argument) {
  const auto create = MAPSAN_REAL(pthread_create);
  countRelease();
  ThreadRecord *record =
      prepareThread(__builtin_frame_address(0), stackBytesOf(attributes));
  if (!record)
    return create(thread, attributes, start, argument);
  record->start = start;
  record->argument = argument;
  const int result = create(thread, attributes, threadStart, record);
  if (result)
    dropPrepared(record);
  return result;
}
