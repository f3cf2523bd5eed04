// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: the tasks of a loop are not taken for unordered with what their maker did before it.
#include "order.h"
#include "regions.h"

Barrier areDone;

void part(int) {
  hasWritten.wait();
  reads();
  areDone.arrive();
}

int main() {
  region([](int thread) {
    if (thread == 0) {
      writes();
      hasWritten.arrive();
      if (!isRace)
        taskloop(part);
      areDone.wait(isRace ? 1 : 2);
    } else if (isRace) {
      part(0);
    }
  });
}
