// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: tasks that depend on each other come in their order.
#include "order.h"

#include <omp.h>

int what;
Barrier isDone;

void write() {
  writes();
  hasWritten.arrive();
}

void read() {
  reads();
  isDone.arrive();
}

int main() {
#pragma omp parallel num_threads(2)
  {
    if (omp_get_thread_num() == 0) {
#pragma omp task depend(out : what)
      write();
      hasWritten.wait();
      if (isRace) {
        reads();
        isDone.arrive();
      } else {
#pragma omp task depend(in : what)
        read();
#pragma omp taskwait
      }
      isDone.wait();
    }
  }
}
