// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: a task of a group comes after who ran it.
#include "order.h"
#include "tbb_arena.h"

#include <oneapi/tbb/task_group.h>

Barrier isDone;
tbb::task_group group;

void run() {
  group.run([] {
    hasWritten.wait();
    reads();
    isDone.arrive();
  });
}

int main() {
  startWorker();
  arena.execute([] {
    if (isRace)
      run();
    writes();
    hasWritten.arrive();
    if (!isRace)
      run();
    isDone.wait();
    group.wait();
  });
}
