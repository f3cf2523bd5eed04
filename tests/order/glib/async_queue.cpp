// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: what was pushed to a queue comes before what is done with it.
#include "order.h"

#include <glib.h>

GAsyncQueue *queue = g_async_queue_new();

int main() {
  return inTurn([] { g_async_queue_push(queue, &ages); },
                [] { g_async_queue_pop(queue); });
}
