// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: all threads come after a single, unless they do not wait for it.
#include "order.h"

#include <omp.h>

Barrier isOver;

void one() {
  writes();
  hasWritten.arrive();
}

int main() {
#pragma omp parallel num_threads(2)
  {
    bool isOther = true;
    if (isRace) {
#pragma omp single nowait
      {
        isOther = false;
        one();
      }
    } else {
#pragma omp single
      {
        isOther = false;
        one();
      }
    }
    hasWritten.wait();
    if (isOther)
      reads();
  }
}
