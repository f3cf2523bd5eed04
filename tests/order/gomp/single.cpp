// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: who gets a copy of what one thread made comes after it.
#include "order.h"
#include "regions.h"

int write() {
  writes();
  hasWritten.arrive();
  return 1;
}

int main() {
  region([](int thread) {
    if (!isRace)
      numberOfOne(write);
    else if (thread == 0)
      write();
    hasWritten.wait();
    reads();
  });
}
