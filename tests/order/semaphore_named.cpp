// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: semaphores with a name order too.
#include "order.h"

#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <unistd.h>

sem_t *semaphore;

int main() {
  char name[40];
  snprintf(name, sizeof name, "/mapsan-order-%d", getpid());
  semaphore = sem_open(name, O_CREAT | O_EXCL, 0600, 0);
  sem_unlink(name);
  return meeting([] { sem_post(semaphore); }, [] { sem_wait(semaphore); });
}
