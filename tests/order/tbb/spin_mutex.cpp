// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: the mutexes of the headers are atomics of the program.
#include "order.h"

#include <oneapi/tbb/spin_mutex.h>

tbb::spin_mutex mutex;

int main() {
  return locked([] { mutex.lock(); }, [] { mutex.unlock(); });
}
