// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: Qt's mutex, whose quick ways are in the library, orders as any other.
#include "order.h"

#include <QMutex>

QMutex mutex;

int main() {
  return locked([] { mutex.lock(); }, [] { mutex.unlock(); });
}
