// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: what follows a region comes after all that its threads did.
#include "order.h"
#include "regions.h"

int main() {
  region([](int thread) {
    if (thread == 1) {
      writes();
      hasWritten.arrive();
    } else {
      hasWritten.wait();
      if (isRace)
        reads();
    }
  });
  if (!isRace)
    reads();
}
