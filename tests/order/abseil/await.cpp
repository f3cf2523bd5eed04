// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_synchronization]
// Intent: a condition is called with the mutex held, by whichever thread holds it: its
// own look at the map accuses nobody, and who waited for it comes after who made it true.
#include "order.h"

#include <absl/synchronization/mutex.h>

absl::Mutex mutex;
Barrier isWaiting;

bool isThere(void *) { return ages.count(1) == 1; }

int main() {
  runBoth(
      [] {
        isWaiting.wait();
        if (!isRace)
          mutex.Lock();
        writes();
        if (!isRace)
          mutex.Unlock();
        hasWritten.arrive();
      },
      [] {
        if (!isRace)
          mutex.Lock();
        isWaiting.arrive();
        if (!isRace)
          mutex.Await(absl::Condition(isThere, nullptr));
        else
          hasWritten.wait();
        reads();
        if (!isRace)
          mutex.Unlock();
      });
}
