// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: so does one that was free when somebody tried.
#include "order.h"

#include <QMutex>

QMutex mutex;

int main() {
  const auto lock = [] {
    if (!mutex.tryLock())
      qFatal("locked by nobody");
  };
  return locked(lock, [] { mutex.unlock(); });
}
