// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: who acquires comes after who released.
#include "order.h"

#include <QSemaphore>

QSemaphore semaphore;

int main() {
  return inTurn([] { semaphore.release(); }, [] { semaphore.acquire(); });
}
