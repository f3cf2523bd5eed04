// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// REQUIRES: x86_64
// RUN: %order[-ltbb -mrtm]
// Intent: this one is in the library.
#include "order.h"

#include <oneapi/tbb/spin_mutex.h>

tbb::speculative_spin_mutex mutex;

int main() {
  const auto inside = [](void (*access)(), bool) {
    tbb::speculative_spin_mutex::scoped_lock lock;
    if (!isRace)
      lock.acquire(mutex);
    access();
  };
  return oneAfterTheOther(inside);
}
