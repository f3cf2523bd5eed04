// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: a wait comes after the post that ended it.
#include "order.h"

#include <semaphore.h>

sem_t semaphore;

int main() {
  sem_init(&semaphore, 0, 0);
  return meeting([] { sem_post(&semaphore); }, [] { sem_wait(&semaphore); });
}
