// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: what follows a region comes after all that its threads did.
#include "order.h"

#include <omp.h>

bool isFirst() { return omp_get_thread_num() == 0; }

int main() {
#pragma omp parallel num_threads(2)
  {
    if (!isFirst()) {
      writes();
      hasWritten.arrive();
    } else {
      hasWritten.wait();
      if (isRace)
        reads();
    }
  }
  if (!isRace)
    reads();
}
