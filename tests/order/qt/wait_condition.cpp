// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: a wait gives its mutex back and takes it again.
#include "order.h"

#include <QMutex>
#include <QWaitCondition>

QMutex mutex;
QWaitCondition changed;
bool isWritten;

int main() {
  return meeting(
      [] {
        QMutexLocker lock(&mutex);
        isWritten = true;
        changed.wakeOne();
      },
      [] {
        QMutexLocker lock(&mutex);
        while (!isWritten)
          changed.wait(&mutex);
      });
}
