// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: what follows a loop comes after its parts.
#include "order.h"
#include "tbb_arena.h"

#include <oneapi/tbb/parallel_for.h>

Barrier areThere;

int main() {
  const std::thread::id caller = std::this_thread::get_id();
  arena.execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<int>(0, 2, 1),
        [&](const tbb::blocked_range<int> &) {
          areThere.arrive();
          areThere.wait(2);
          if (std::this_thread::get_id() != caller) {
            writes();
            hasWritten.arrive();
          } else if (isRace) {
            hasWritten.wait();
            reads();
          }
        },
        tbb::simple_partitioner());
    if (!isRace)
      reads();
  });
}
