// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: who leaves a barrier comes after all who arrived.
#include "order.h"
#include "regions.h"

int main() {
  region([](int thread) {
    barrier();
    if (thread == 0) {
      writes();
      hasWritten.arrive();
    }
    if (!isRace)
      barrier();
    if (thread == 1) {
      hasWritten.wait();
      reads();
    }
  });
}
