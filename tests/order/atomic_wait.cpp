// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-std=c++20]
// Intent: who waits for an atomic to change comes after who changed it.
#include "order.h"

#include <atomic>

std::atomic<int> isWritten{0};

int main() {
  return meeting(
      [] {
        isWritten.store(1, std::memory_order_release);
        isWritten.notify_one();
      },
      [] { isWritten.wait(0, std::memory_order_acquire); });
}
