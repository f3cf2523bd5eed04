// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: readers of a lock do not order each other: one of them that writes races.
#include "order.h"

#include <QReadWriteLock>

QReadWriteLock lock;

int main() {
  const auto inside = [](void (*access)(), bool writes) {
    isRace || !writes ? lock.lockForRead() : lock.lockForWrite();
    access();
    lock.unlock();
  };
  return oneAfterTheOther(inside);
}
