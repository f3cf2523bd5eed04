// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: what the program tells of orders.
#include "order.h"

#include <mapsan/mapsan.h>

int tag;

int main() {
  return inTurn([] { mapsan_release(&tag); }, [] { mapsan_acquire(&tag); });
}
