// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: the parts of a loop come after what was before it, on any thread.
#include "order.h"
#include "tbb_arena.h"

#include <oneapi/tbb/parallel_for.h>

Barrier areThere;

int main() {
  startWorker();
  arena.execute([] {
    if (!isRace)
      writes();
    tbb::parallel_for(
        tbb::blocked_range<int>(0, 2, 1),
        [](const tbb::blocked_range<int> &part) {
          areThere.arrive();
          areThere.wait(2);
          if (isRace && part.begin() == 0) {
            writes();
            hasWritten.arrive();
          } else {
            if (isRace)
              hasWritten.wait();
            reads();
          }
        },
        tbb::simple_partitioner());
  });
}
