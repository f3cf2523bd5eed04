// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: read-modify-writes order.
#include "order.h"

#include <atomic>

std::atomic<int> count;

int main() {
  return inTurn([] { count.fetch_add(1); }, [] { count.fetch_sub(1); });
}
