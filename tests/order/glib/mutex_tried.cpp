// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: so does one that was free when somebody tried.
#include "order.h"

#include <glib.h>

GMutex mutex;

int main() {
  const auto lock = [] {
    if (!g_mutex_trylock(&mutex))
      g_error("locked by nobody");
  };
  return locked(lock, [] { g_mutex_unlock(&mutex); });
}
