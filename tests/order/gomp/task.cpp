// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: a task comes after what its maker did before it.
#include "order.h"
#include "regions.h"

Barrier isDone;

void read() {
  hasWritten.wait();
  reads();
  isDone.arrive();
}

int main() {
  region([](int thread) {
    if (thread == 0) {
      writes();
      hasWritten.arrive();
      if (!isRace)
        task(read);
      isDone.wait();
    } else if (isRace) {
      read();
    }
  });
}
