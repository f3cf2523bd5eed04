// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: all threads come after all of a loop whose parts are handed out, and after all sections.
#include "order.h"
#include "regions.h"

Barrier areThere;
thread_local bool isWriter;
void (*divided)(void (*)(int));

void part(int i) {
  areThere.arrive();
  areThere.wait(2);
  isWriter = i == 0;
  if (!isWriter)
    return;
  writes();
  hasWritten.arrive();
}

void run(void (*kind)(void (*)(int))) {
  areThere = Barrier();
  divided = kind;
  region([](int thread) {
    isRace ? part(thread) : divided(part);
    hasWritten.wait();
    if (!isWriter)
      reads();
  });
}

int main() {
  return inEachWay([] { run(dynamicLoopOfTwo); }, [] { run(sectionsOfTwo); });
}
