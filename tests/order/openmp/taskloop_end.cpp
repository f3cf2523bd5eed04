// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: what follows a loop of tasks comes after them.
#include "order.h"

#include <omp.h>

Barrier areThere;

void part() {
  areThere.arrive();
  areThere.wait(2);
  if (omp_get_thread_num() == 1) {
    writes();
    hasWritten.arrive();
    return;
  }
  hasWritten.wait();
  if (isRace)
    reads();
}

int main() {
#pragma omp parallel num_threads(2)
  if (omp_get_thread_num() == 0) {
#pragma omp taskloop grainsize(1)
    for (int i = 0; i < 2; ++i)
      part();
    if (!isRace)
      reads();
  }
}
