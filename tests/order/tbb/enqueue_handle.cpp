// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: so does one of a group that was made before.
#include "order.h"
#include "tbb_arena.h"

#include <oneapi/tbb/task_group.h>

#include <cstdlib>

Barrier isDone;
tbb::task_group group;

void hand() {
  arena.enqueue(group.defer([] {
    hasWritten.wait();
    reads();
    isDone.arrive();
  }));
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
