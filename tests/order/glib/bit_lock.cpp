// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: a bit of a word is a lock.
#include "order.h"

#include <glib.h>

int word;

int main() {
  return locked([] { g_bit_lock(&word, 0); }, [] { g_bit_unlock(&word, 0); });
}
