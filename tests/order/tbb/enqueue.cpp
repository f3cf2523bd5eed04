// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: a task comes after who handed it over.
#include "order.h"
#include "tbb_arena.h"

#include <cstdlib>

Barrier isDone;

void hand() {
  arena.enqueue([] {
    hasWritten.wait();
    reads();
    isDone.arrive();
  });
}

int main() {
  startWorker();
  if (isRace)
    hand();
  writes();
  hasWritten.arrive();
  if (!isRace)
    hand();
  isDone.wait();
  std::quick_exit(0); // the map stays: nothing tells that the task is over
}
