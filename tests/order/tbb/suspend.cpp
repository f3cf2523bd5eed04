// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: a task that was suspended goes on after who resumes it.
#include "order.h"
#include "tbb_arena.h"

#include <oneapi/tbb/task.h>

std::thread other;

int main() {
  arena.execute([] {
    if (isRace) {
      other = std::thread([] {
        writes();
        hasWritten.arrive();
      });
      hasWritten.wait();
    } else {
      tbb::task::suspend([](tbb::task::suspend_point point) {
        other = std::thread([point] {
          writes();
          tbb::task::resume(point);
        });
      });
    }
    reads();
  });
  other.join();
}
