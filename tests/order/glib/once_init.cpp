// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: so does who finds a variable initialised.
#include "order.h"

#include <glib.h>

gsize isDone;

int main() {
  const auto initialise = [] {
    if (g_once_init_enter(&isDone))
      g_once_init_leave(&isDone, 1);
  };
  return inTurn(initialise, initialise);
}
