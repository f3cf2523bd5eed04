// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stands in for how abseil lets time pass between two looks at a word: so a test
// knows that somebody waits. abseil's own makes futex calls, which are seen.
#ifndef MAPSAN_TESTS_ORDER_ABSEIL_SPIN_DELAY_H
#define MAPSAN_TESTS_ORDER_ABSEIL_SPIN_DELAY_H

#include "mapsan_test.h"

#include <absl/base/internal/spinlock_wait.h>

#include <thread>

inline Barrier isWaiting;

extern "C" void ABSL_INTERNAL_C_SYMBOL(AbslInternalSpinLockDelay)(
    std::atomic<uint32_t> *, uint32_t, int, absl::base_internal::SchedulingMode) {
  isWaiting.arrive();
  std::this_thread::yield();
}

#endif
