// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_synchronization]
// Intent: abseil's mutex, which is in a library of its own, orders as any other.
#include "order.h"

#include <absl/synchronization/mutex.h>

absl::Mutex mutex;

int main() {
  return locked([] { mutex.Lock(); }, [] { mutex.Unlock(); });
}
