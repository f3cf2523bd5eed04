// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: all threads come after all of a loop, unless they do not wait for it.
#include "order.h"

#include <omp.h>

void first(int i) {
  if (i == 1)
    return;
  writes();
  hasWritten.arrive();
}

int main() {
#pragma omp parallel num_threads(2)
  {
    if (isRace) {
#pragma omp for schedule(static, 1) nowait
      for (int i = 0; i < 2; ++i)
        first(i);
    } else {
#pragma omp for schedule(static, 1)
      for (int i = 0; i < 2; ++i)
        first(i);
    }
    hasWritten.wait();
    if (omp_get_thread_num() == 1)
      reads();
  }
}
