// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: the tasks of a loop come after what their maker did before it.
#include "order.h"

#include <omp.h>

Barrier areDone;

void read() {
  hasWritten.wait();
  reads();
  areDone.arrive();
}

int main() {
#pragma omp parallel num_threads(2)
  {
    if (omp_get_thread_num() == 0) {
      writes();
      hasWritten.arrive();
      if (!isRace) {
#pragma omp taskloop grainsize(1) nogroup
        for (int i = 0; i < 2; ++i)
          read();
      }
      areDone.wait(isRace ? 1 : 2);
    } else if (isRace) {
      read();
    }
  }
}
