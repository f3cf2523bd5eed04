// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: ordered parts of a loop come one after the other.
#include "order.h"

#include <omp.h>

int main() {
#pragma omp parallel for ordered schedule(static, 1) num_threads(2)
  for (int i = 0; i < 2; ++i) {
    if (isRace) {
      if (i == 0) {
        writes();
        hasWritten.arrive();
      } else {
        hasWritten.wait();
        reads();
      }
    } else {
#pragma omp ordered
      i == 0 ? writes() : reads();
    }
  }
}
