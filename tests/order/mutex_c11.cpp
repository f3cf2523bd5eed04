// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: a mutex of C11 orders.
#include "order.h"

#include <threads.h>

mtx_t mutex;

int main() {
  mtx_init(&mutex, mtx_plain);
  return locked([] { mtx_lock(&mutex); }, [] { mtx_unlock(&mutex); });
}
