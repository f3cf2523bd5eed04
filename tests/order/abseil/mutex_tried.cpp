// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_synchronization]
// Intent: so does one that was free when somebody tried.
#include "order.h"

#include <absl/synchronization/mutex.h>
#include <stdlib.h>

absl::Mutex mutex;

int main() {
  const auto lock = [] {
    if (!mutex.TryLock())
      abort();
  };
  return locked(lock, [] { mutex.Unlock(); });
}
