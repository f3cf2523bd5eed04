// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: who finds the owner of a mutex dead comes after it.
#include "order.h"

#include <pthread.h>

pthread_mutex_t mutex;

int main() {
  pthread_mutexattr_t robust;
  pthread_mutexattr_init(&robust);
  pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&mutex, &robust);
  std::thread owner([] {
    if (!isRace)
      pthread_mutex_lock(&mutex);
    writes();
    hasWritten.arrive();
  });
  hasWritten.wait();
  if (!isRace) {
    pthread_mutex_lock(&mutex);
    pthread_mutex_consistent(&mutex);
  }
  reads();
  if (!isRace)
    pthread_mutex_unlock(&mutex);
  owner.join();
}
