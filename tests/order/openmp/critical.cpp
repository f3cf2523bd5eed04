// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: critical sections of one name come one after the other.
#include "order.h"

#include <omp.h>

void inside(void (*access)()) {
  if (isRace) {
    access();
    return;
  }
#pragma omp critical(ages)
  access();
}

int main() {
#pragma omp parallel num_threads(2)
  {
    if (omp_get_thread_num() == 0) {
      inside(writes);
      hasWritten.arrive();
    } else {
      hasWritten.wait();
      inside(reads);
    }
  }
}
