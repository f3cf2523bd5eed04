// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: an acquire load comes after the release store it reads.
#include "order.h"

#include <atomic>

std::atomic<int> flag;

int main() {
  return inTurn([] { flag.store(1, std::memory_order_release); },
                [] {
                  while (flag.load(std::memory_order_acquire) != 1)
                    ;
                });
}
