// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: an iteration comes after the one that it depends on, across threads.
#include "order.h"

#include <omp.h>

void part(int i) { i == 0 ? writes() : reads(); }

int main() {
#pragma omp parallel for ordered(1) schedule(static, 1) num_threads(2)
  for (int i = 0; i < 2; ++i) {
    if (isRace) {
      if (i == 1)
        hasWritten.wait();
      part(i);
      hasWritten.arrive();
    } else {
#pragma omp ordered depend(sink : i - 1)
      part(i);
#pragma omp ordered depend(source)
    }
  }
}
