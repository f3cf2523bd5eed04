// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is done once, by one thread, for all. Others may go on as soon as the
// original knows that it is done, so the edge starts inside, after the
// program's function.
#include "runtime/interceptors/interceptors.h"

using namespace mapsan;

namespace {

void callAndRelease() {
  const OnceCall call = knownThread()->once;
  call.function();
  releasing(call.control);
}

template <typename Original>
void once(const void *control, void (*function)(), Original original) {
  ThreadRecord *self = isReportMode() ? currentThread() : nullptr;
  if (!self) {
    original(function);
    countRelease();
    return;
  }
  self->once = {control, function};
  original(callAndRelease);
  acquired(control);
}

} // namespace

// std::call_once too.
MAPSAN_BODY int pthread_once(pthread_once_t *control, void (*function)()) {
  int result = 0;
  once(control, function, [&](void (*called)()) {
    result = MAPSAN_REAL(pthread_once)(control, called);
  });
  return result;
}

MAPSAN_BODY void call_once(once_flag *flag, void (*function)()) {
  once(flag, function,
       [&](void (*called)()) { MAPSAN_REAL(call_once)(flag, called); });
}

// Function-local statics. Compiled code asks the guard itself first, by an
// atomic load of the same address.

MAPSAN_BODY int __cxa_guard_acquire(uint64_t *guard) {
  const int result = MAPSAN_ORIGINAL(__cxa_guard_acquire)(guard);
  acquired(guard); // from who has made it, or has failed to
  return result;
}

MAPSAN_BODY void __cxa_guard_release(uint64_t *guard) {
  releasing(guard);
  MAPSAN_ORIGINAL(__cxa_guard_release)(guard);
}

MAPSAN_BODY void __cxa_guard_abort(uint64_t *guard) {
  releasing(guard);
  MAPSAN_ORIGINAL(__cxa_guard_abort)(guard);
}
