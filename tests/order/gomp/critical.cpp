// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: critical sections of one name come one after the other, and those of none.
#include "order.h"
#include "regions.h"

void (*section)(void (*)());

void inside(void (*access)()) { isRace ? access() : section(access); }

void run(void (*kind)(void (*)())) {
  section = kind;
  region([](int thread) {
    if (thread == 0) {
      inside(writes);
      hasWritten.arrive();
    } else {
      hasWritten.wait();
      inside(reads);
    }
  });
}

int main() {
  return inEachWay([] { run(critical); }, [] { run(criticalUnnamed); });
}
