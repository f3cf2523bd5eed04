// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: the older builtins order.
#include "order.h"

int flag;

int main() {
  return inTurn(
      [] {
        __sync_lock_test_and_set(&flag, 1);
        __sync_synchronize();
        __sync_lock_release(&flag);
      },
      [] {
        while (__sync_lock_test_and_set(&flag, 1))
          ;
      });
}
