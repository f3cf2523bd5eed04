// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: a lock made of an atomic flag orders.
#include "order.h"

#include <atomic>

std::atomic_flag flag = ATOMIC_FLAG_INIT;

int main() {
  return locked(
      [] {
        while (flag.test_and_set(std::memory_order_acquire))
          ;
      },
      [] { flag.clear(std::memory_order_release); });
}
