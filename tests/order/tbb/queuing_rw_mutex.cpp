// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: this one is in the library.
#include "order.h"

#include <oneapi/tbb/queuing_rw_mutex.h>

tbb::queuing_rw_mutex mutex;

int main() {
  const auto inside = [](void (*access)(), bool) {
    tbb::queuing_rw_mutex::scoped_lock lock;
    if (!isRace)
      lock.acquire(mutex);
    access();
  };
  return oneAfterTheOther(inside);
}
