// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: who waits for its tasks comes after them.
#include "order.h"

#include <omp.h>

void write() {
  writes();
  hasWritten.arrive();
}

int main() {
#pragma omp parallel num_threads(2)
  {
    if (omp_get_thread_num() == 0) {
#pragma omp task
      write();
      hasWritten.wait();
      if (!isRace) {
#pragma omp taskwait
      }
      reads();
    }
  }
}
