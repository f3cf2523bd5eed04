// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: a region comes after what its maker did before it, also for threads that served an earlier one.
#include "order.h"
#include "regions.h"

int main() {
  region([](int) {});
  if (!isRace)
    writes();
  region([](int thread) {
    if (thread == 0) {
      if (isRace)
        writes();
      hasWritten.arrive();
    } else {
      hasWritten.wait();
      reads();
    }
  });
}
