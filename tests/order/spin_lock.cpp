// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: a spin lock orders.
#include "order.h"

#include <pthread.h>

pthread_spinlock_t lock;

int main() {
  pthread_spin_init(&lock, 0);
  return locked([] { pthread_spin_lock(&lock); },
                [] { pthread_spin_unlock(&lock); });
}
