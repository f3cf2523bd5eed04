// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: the builtins of C order.
#include "order.h"

int flag;

int main() {
  return inTurn([] { __atomic_store_n(&flag, 1, __ATOMIC_RELEASE); },
                [] {
                  while (__atomic_load_n(&flag, __ATOMIC_ACQUIRE) != 1)
                    ;
                });
}
