// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: who waits for a pool comes after its tasks.
#include "order.h"

#include <glib.h>

GThreadPool *pool;

void task(void *, void *) {
  writes();
  hasWritten.arrive();
}

int main() {
  pool = g_thread_pool_new(task, nullptr, 1, FALSE, nullptr);
  g_thread_pool_push(pool, &ages, nullptr);
  hasWritten.wait();
  if (!isRace)
    g_thread_pool_free(pool, FALSE, TRUE);
  reads();
  if (isRace)
    g_thread_pool_free(pool, FALSE, TRUE);
}
