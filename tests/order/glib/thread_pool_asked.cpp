// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: a pool of one thread that has nothing left to begin is done with all but the last task.
#include "order.h"

#include <glib.h>

GThreadPool *pool;
Barrier mayEnd;

void task(void *which, void *) {
  if (which == &mayEnd) {
    mayEnd.wait();
    return;
  }
  writes();
  hasWritten.arrive();
}

int main() {
  pool = g_thread_pool_new_full(task, nullptr, nullptr, 1, TRUE, nullptr);
  g_thread_pool_push(pool, &ages, nullptr);
  g_thread_pool_push(pool, &mayEnd, nullptr);
  hasWritten.wait();
  while (!isRace && g_thread_pool_unprocessed(pool))
    g_thread_yield();
  reads();
  mayEnd.arrive();
  g_thread_pool_free(pool, FALSE, TRUE);
}
