// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: GLib's mutex, a futex of its own, orders as any other.
#include "order.h"

#include <glib.h>

GMutex mutex;

int main() {
  return locked([] { g_mutex_lock(&mutex); }, [] { g_mutex_unlock(&mutex); });
}
