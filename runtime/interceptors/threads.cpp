// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Thread creation: the child gets its record from its creator, with the stack
// of the call that made it.
#include "runtime/state/threads.h"
#include "runtime/abi/calls.h"
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

} // namespace mapsan

using namespace mapsan;

extern "C" __attribute__((visibility("default"))) int
pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
               void *(*start)(void *), void *argument) {
  if (!real::pthread_create)
    startInterceptors();
  ++__mapsan_thread.releases;
  ThreadRecord *record = prepareThread(__builtin_frame_address(0));
  if (!record)
    return real::pthread_create(thread, attributes, start, argument);
  record->start = start;
  record->argument = argument;
  const int result =
      real::pthread_create(thread, attributes, threadStart, record);
  if (result)
    dropPrepared(record);
  return result;
}
