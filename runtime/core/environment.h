// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All that the core asks of the world, and the lock that uses it.
#ifndef MAPSAN_RUNTIME_CORE_ENVIRONMENT_H
#define MAPSAN_RUNTIME_CORE_ENVIRONMENT_H

#include "runtime/base/arena.h"
#include "runtime/base/spin_lock.h"

#include <stdint.h>

namespace mapsan {

struct Environment {
  /// Zeroed memory in whole pages, or null. Must not come from the program's
  /// heap and must not call back. Memory is never given back.
  MapPages mapPages;
  /// Lets another thread run (sched_yield). May be null.
  void (*yield)();
};

/// Waits longer than SpinLock alone does, because the owner may have been
/// descheduled, but not for ever: it may also have been stopped, or be the
/// thread that a signal handler interrupted. False: not locked. Whoever gets
/// false must lose nothing but reports (HappensBefore::forgetHistory).
inline bool lockPatiently(SpinLock &lock, const Environment &environment) {
  if (lock.tryLock(256))
    return true;
  for (uint32_t round = 0; round < 20000; ++round) {
    if (environment.yield)
      environment.yield();
    if (lock.tryLock(64))
      return true;
  }
  return false;
}

} // namespace mapsan

#endif
