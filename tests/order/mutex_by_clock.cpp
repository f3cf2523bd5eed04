// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: a mutex taken within a time by another clock orders.
#include "order.h"

#include <pthread.h>
#include <time.h>

timespec soon(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  time.tv_sec += 60;
  return time;
}

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

int main() {
  return locked(
      [] {
        const timespec until = soon(CLOCK_MONOTONIC);
        pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, &until);
      },
      [] { pthread_mutex_unlock(&mutex); });
}
