// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lock for rare, short sections. tryLock gives up after a bounded number of
// attempts, so nobody waits for ever: not for a thread that was stopped, and
// not in a signal handler that interrupted the very owner. Valid when zero.
#ifndef MAPSAN_RUNTIME_BASE_SPIN_LOCK_H
#define MAPSAN_RUNTIME_BASE_SPIN_LOCK_H

#include <stdint.h>

namespace mapsan {

class SpinLock {
public:
  bool tryLock(uint32_t attempts = 1u << 16) {
    for (uint32_t i = 0; i < attempts; ++i) {
      if (!__atomic_load_n(&held_, __ATOMIC_RELAXED) &&
          !__atomic_exchange_n(&held_, 1u, __ATOMIC_ACQUIRE))
        return true;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
    return false;
  }
  void unlock() { __atomic_store_n(&held_, 0u, __ATOMIC_RELEASE); }

private:
  uint32_t held_;
};

} // namespace mapsan

#endif
