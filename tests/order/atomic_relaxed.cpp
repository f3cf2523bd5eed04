// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: relaxed accesses order nothing by themselves.
#include "order.h"

#include <atomic>

std::atomic<int> flag;

void store() {
  isRace ? flag.store(1, std::memory_order_relaxed)
         : flag.store(1, std::memory_order_release);
}

int load() {
  return isRace ? flag.load(std::memory_order_relaxed)
                : flag.load(std::memory_order_acquire);
}

int main() {
  runBoth(
      [] {
        writes();
        store();
        hasWritten.arrive();
      },
      [] {
        hasWritten.wait();
        while (load() != 1)
          ;
        reads();
      });
}
