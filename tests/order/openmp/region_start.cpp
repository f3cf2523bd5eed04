// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: a region comes after what its maker did before it, also for threads that served an earlier one.
#include "order.h"

#include <omp.h>

bool isFirst() { return omp_get_thread_num() == 0; }

int main() {
#pragma omp parallel num_threads(2)
  {
  }
  if (!isRace)
    writes();
#pragma omp parallel num_threads(2)
  {
    if (isFirst()) {
      if (isRace)
        writes();
      hasWritten.arrive();
    } else {
      hasWritten.wait();
      reads();
    }
  }
}
