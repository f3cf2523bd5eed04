// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: a task comes after who pushed it, also on a thread that did another before.
#include "order.h"

#include <glib.h>

GThreadPool *pool;
Barrier isIdle;

void task(void *which, void *) {
  if (which == &isIdle) {
    isIdle.arrive();
    return;
  }
  hasWritten.wait();
  reads();
}

int main() {
  pool = g_thread_pool_new(task, nullptr, 1, TRUE, nullptr);
  if (isRace)
    g_thread_pool_push(pool, &ages, nullptr);
  g_thread_pool_push(pool, &isIdle, nullptr);
  if (!isRace)
    isIdle.wait();
  writes();
  hasWritten.arrive();
  if (!isRace)
    g_thread_pool_push(pool, &ages, nullptr);
  g_thread_pool_free(pool, FALSE, TRUE);
}
