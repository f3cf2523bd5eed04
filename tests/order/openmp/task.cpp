// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: a task comes after what its maker did before it.
#include "order.h"

#include <omp.h>

Barrier isDone;

void read() {
  hasWritten.wait();
  reads();
  isDone.arrive();
}

int main() {
#pragma omp parallel num_threads(2)
  {
    if (omp_get_thread_num() == 0) {
      writes();
      hasWritten.arrive();
      if (!isRace) {
#pragma omp task
        read();
      }
      isDone.wait();
    } else if (isRace) {
      read();
    }
  }
}
