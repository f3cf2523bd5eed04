// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: what comes after a barrier comes after all that was before it.
#include "order.h"

#include <pthread.h>

pthread_barrier_t barrier;

int main() {
  pthread_barrier_init(&barrier, nullptr, 2);
  return meeting([] { pthread_barrier_wait(&barrier); },
                 [] { pthread_barrier_wait(&barrier); });
}
