// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: who waits for a group comes after its tasks.
#include "order.h"
#include "tbb_arena.h"

#include <oneapi/tbb/task_group.h>

int main() {
  arena.execute([] {
    tbb::task_group group;
    group.run([] {
      writes();
      hasWritten.arrive();
    });
    hasWritten.wait();
    if (!isRace)
      group.wait();
    reads();
    if (isRace)
      group.wait();
  });
}
