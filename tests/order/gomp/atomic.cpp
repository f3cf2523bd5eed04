// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: atomics that no instruction can do take a lock of the library's.
#include "order.h"
#include "regions.h"

int main() {
  return inTurn([] { atomically(); }, [] { atomically(); });
}
