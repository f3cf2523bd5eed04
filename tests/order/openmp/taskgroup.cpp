// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: who leaves a group of tasks comes after them.
#include "order.h"

#include <omp.h>

void write() {
  writes();
  hasWritten.arrive();
}

void makeTask() {
#pragma omp task
  write();
  hasWritten.wait();
}

int main() {
#pragma omp parallel num_threads(2)
  {
    if (omp_get_thread_num() == 0) {
      if (isRace) {
        makeTask();
      } else {
#pragma omp taskgroup
        makeTask();
      }
      reads();
    }
  }
}
