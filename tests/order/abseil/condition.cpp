// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_synchronization]
// Intent: a wait on a condition variable gives its mutex back and takes it again.
#include "order.h"

#include <absl/synchronization/mutex.h>

absl::Mutex mutex;
absl::CondVar changed;
bool isWritten;

int main() {
  return meeting(
      [] {
        absl::MutexLock lock(&mutex);
        isWritten = true;
        changed.Signal();
      },
      [] {
        absl::MutexLock lock(&mutex);
        while (!isWritten)
          changed.Wait(&mutex);
      });
}
