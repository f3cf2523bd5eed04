// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: who gets a value comes after who set it.
#include "order.h"

#include <future>

std::promise<void> promise;

int main() {
  return inTurn([] { promise.set_value(); },
                [] { promise.get_future().wait(); });
}
