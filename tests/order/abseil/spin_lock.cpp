// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-I%S/Inputs -labsl_base -labsl_spinlock_wait -labsl_raw_logging_internal]
// Intent: what happens under a spin lock is ordered, also for who had to wait.
#include "order.h"
#include "spin_delay.h"

#include <absl/base/internal/spinlock.h>

absl::base_internal::SpinLock lock;
Barrier isHeld;

int main() {
  runBoth(
      [] {
        if (!isRace)
          lock.Lock();
        isHeld.arrive();
        writes();
        hasWritten.arrive();
        if (!isRace) {
          isWaiting.wait();
          lock.Unlock();
        }
      },
      [] {
        isHeld.wait();
        if (!isRace)
          lock.Lock();
        hasWritten.wait();
        reads();
        if (!isRace)
          lock.Unlock();
      });
}
