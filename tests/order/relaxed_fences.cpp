// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: relaxed accesses order together with fences, and not without.
#include "order.h"

#include <atomic>

std::atomic<int> flag;

int main() {
  runBoth(
      [] {
        writes();
        if (!isRace)
          std::atomic_thread_fence(std::memory_order_release);
        flag.store(1, std::memory_order_relaxed);
        hasWritten.arrive();
      },
      [] {
        hasWritten.wait();
        while (flag.load(std::memory_order_relaxed) != 1)
          ;
        if (!isRace)
          std::atomic_thread_fence(std::memory_order_acquire);
        reads();
      });
}
