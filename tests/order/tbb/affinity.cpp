// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: the parts of a loop that are sent where they were before come after what was before it.
#include "order.h"
#include "tbb_arena.h"

#include <oneapi/tbb/parallel_for.h>

Barrier areThere;

void part(bool isFirst) {
  areThere.arrive();
  areThere.wait(2);
  if (isRace && isFirst) {
    writes();
    hasWritten.arrive();
  } else {
    if (isRace)
      hasWritten.wait();
    reads();
  }
}

int main() {
  startWorker();
  arena.execute([] {
    tbb::affinity_partitioner places;
    const auto loop = [&](auto body) { tbb::parallel_for(0, 2, 1, body, places); };
    Barrier both;
    loop([&](int) {
      both.arrive();
      both.wait(2);
    });
    if (!isRace)
      writes();
    loop([](int i) { part(i == 0); });
  });
}
