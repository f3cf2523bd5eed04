// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: so does a recursive one.
#include "order.h"

#include <glib.h>

GRecMutex mutex;

int main() {
  return locked([] { g_rec_mutex_lock(&mutex); },
                [] { g_rec_mutex_unlock(&mutex); });
}
