// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: who waits for its tasks comes after them.
#include "order.h"
#include "regions.h"

void write() {
  writes();
  hasWritten.arrive();
}

int main() {
  region([](int thread) {
    if (thread == 1)
      return;
    task(write);
    hasWritten.wait();
    if (!isRace)
      taskwait();
    reads();
  });
}
