// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_synchronization]
// Intent: a lock of a scope that is given back before its end.
#include "order.h"

#include <absl/synchronization/mutex.h>

absl::Mutex mutex;

int main() {
  runBoth(
      [] {
        absl::ReleasableMutexLock lock(&mutex);
        writes();
        lock.Release();
        hasWritten.arrive();
        hasRead.wait();
      },
      [] {
        hasWritten.wait();
        if (!isRace)
          mutex.Lock();
        reads();
        hasRead.arrive();
        if (!isRace)
          mutex.Unlock();
      });
}
