// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: relaxed accesses order nothing by themselves.
#include "order.h"

#include <atomic>

std::atomic<int> flag;
constexpr auto storing =
    isRace ? std::memory_order_relaxed : std::memory_order_release;
constexpr auto loading =
    isRace ? std::memory_order_relaxed : std::memory_order_acquire;

int main() {
  runBoth(
      [] {
        writes();
        flag.store(1, storing);
        hasWritten.arrive();
      },
      [] {
        hasWritten.wait();
        while (flag.load(loading) != 1)
          ;
        reads();
      });
}
