// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// REQUIRES: x86_64
// RUN: %order[-ltbb -mrtm]
// Intent: readers of a lock do not order each other; this one is in the library.
#include "order.h"

#include <oneapi/tbb/spin_rw_mutex.h>

tbb::speculative_spin_rw_mutex mutex;

int main() {
  const auto inside = [](void (*access)(), bool writes) {
    tbb::speculative_spin_rw_mutex::scoped_lock lock(mutex, !isRace && writes);
    access();
  };
  return oneAfterTheOther(inside);
}
