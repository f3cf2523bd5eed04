// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: the last owner of a shared pointer comes after the others.
#include "order.h"

#include <memory>

std::shared_ptr<int> one = std::make_shared<int>(1), two = one;

int main() {
  return inTurn([] { one.reset(); }, [] { two.reset(); });
}
