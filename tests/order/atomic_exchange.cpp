// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: a compare-exchange orders, also one that fails.
#include "order.h"

#include <atomic>

std::atomic<int> state;

int main() {
  return inTurn(
      [] {
        int idle = 0;
        state.compare_exchange_strong(idle, 1);
      },
      [] {
        int idle = 0;
        state.compare_exchange_strong(idle, 1);
      });
}
