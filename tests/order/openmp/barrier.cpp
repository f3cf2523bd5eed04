// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: who leaves a barrier comes after all who arrived.
#include "order.h"

#include <omp.h>

int main() {
#pragma omp parallel num_threads(2)
  {
    const bool isFirst = omp_get_thread_num() == 0;
    if (isFirst) {
      writes();
      hasWritten.arrive();
    }
    if (!isRace) {
#pragma omp barrier
    }
    if (!isFirst) {
      hasWritten.wait();
      reads();
    }
  }
}
