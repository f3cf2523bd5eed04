// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: a mutex taken within a time orders.
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
        const timespec until = soon(CLOCK_REALTIME);
        pthread_mutex_timedlock(&mutex, &until);
      },
      [] { pthread_mutex_unlock(&mutex); });
}
