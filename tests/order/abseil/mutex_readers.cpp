// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_synchronization]
// Intent: readers of abseil's mutex do not order each other: one of them that writes races.
#include "order.h"

#include <absl/synchronization/mutex.h>

absl::Mutex mutex;

int main() {
  const auto inside = [](void (*access)(), bool writes) {
    isRace || !writes ? mutex.ReaderLock() : mutex.Lock();
    access();
    isRace || !writes ? mutex.ReaderUnlock() : mutex.Unlock();
  };
  return oneAfterTheOther(inside);
}
