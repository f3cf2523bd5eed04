// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: all threads come after all of a loop.
#include "order.h"
#include "regions.h"

void part(int i) {
  if (i == 1)
    return;
  writes();
  hasWritten.arrive();
}

int main() {
  region([](int thread) {
    isRace ? part(thread) : loopOfTwo(part);
    hasWritten.wait();
    if (thread == 1)
      reads();
  });
}
