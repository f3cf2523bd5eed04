// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: an iteration that may come after another one is not taken for unordered with it.
#include "order.h"
#include "regions.h"

void part(int i) {
  if (i == 1) {
    hasWritten.wait();
    reads();
  } else {
    writes();
    hasWritten.arrive();
  }
}

int main() { isRace ? region(part) : doacross(part); }
