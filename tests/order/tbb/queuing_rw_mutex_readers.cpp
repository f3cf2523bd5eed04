// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: readers do not order each other: one of them that writes races.
#include "order.h"

#include <oneapi/tbb/queuing_rw_mutex.h>

tbb::queuing_rw_mutex mutex;

int main() {
  const auto inside = [](void (*access)(), bool writes) {
    tbb::queuing_rw_mutex::scoped_lock lock(mutex, !isRace && writes);
    access();
  };
  return oneAfterTheOther(inside);
}
