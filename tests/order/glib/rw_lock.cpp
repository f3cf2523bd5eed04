// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: readers of a lock do not order each other: one of them that writes races.
#include "order.h"

#include <glib.h>

GRWLock lock;

int main() {
  const auto inside = [](void (*access)(), bool writes) {
    const bool isReader = isRace || !writes;
    isReader ? g_rw_lock_reader_lock(&lock) : g_rw_lock_writer_lock(&lock);
    access();
    isReader ? g_rw_lock_reader_unlock(&lock) : g_rw_lock_writer_unlock(&lock);
  };
  return oneAfterTheOther(inside);
}
