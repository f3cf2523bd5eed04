// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: a task comes after who pushed it, also on a thread that did another before, and
// did not sleep in between.
#include "order.h"

#include <glib.h>

GThreadPool *pool;
Barrier isBusy, mayGoOn;

void task(void *which, void *) {
  if (which == &isBusy) {
    isBusy.arrive();
    mayGoOn.wait();
    return;
  }
  hasWritten.wait();
  reads();
}

int main() {
  pool = g_thread_pool_new(task, nullptr, 1, TRUE, nullptr);
  g_thread_pool_push(pool, &isBusy, nullptr);
  isBusy.wait();
  if (isRace)
    g_thread_pool_push(pool, &ages, nullptr);
  writes();
  hasWritten.arrive();
  if (!isRace)
    g_thread_pool_push(pool, &ages, nullptr);
  mayGoOn.arrive();
  g_thread_pool_free(pool, FALSE, TRUE);
}
