// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: who finds a thing done once comes after who did it.
#include "order.h"

#include <mutex>

std::once_flag once;

int main() {
  return inTurn([] { std::call_once(once, [] {}); },
                [] { std::call_once(once, [] {}); });
}
