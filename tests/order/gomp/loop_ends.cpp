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

void look() {
  hasWritten.wait();
  if (!isWriter)
    reads();
}

void run(void (*kind)(void (*)(int))) {
  areThere = Barrier();
  divided = kind;
  region([](int thread) {
    isRace ? part(thread) : divided(part);
    look();
  });
}

// A race has had its report by then.
void runCancellable(void (*kind)(void (*)(int), void (*)())) {
  areThere = Barrier();
  if (!isRace)
    kind(part, look);
}

int main() {
  return inEachWay([] { run(dynamicLoopOfTwo); }, [] { run(sectionsOfTwo); },
                   [] { run(reductionOfTwo); },
                   [] { runCancellable(cancellableBarrier); },
                   [] { runCancellable(cancellableLoop); },
                   [] { runCancellable(cancellableSections); });
}
