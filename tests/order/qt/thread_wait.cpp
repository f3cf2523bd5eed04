// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: who waits for a thread comes after it, also if it had ended before.
#include "order.h"

#include <QThread>

struct Writer : QThread {
  void run() override {
    writes();
    hasWritten.arrive();
  }
} writer;

int main() {
  writer.start();
  hasWritten.wait();
  while (!isRace && !writer.isFinished())
    QThread::yieldCurrentThread();
  if (!isRace)
    writer.wait();
  reads();
  if (isRace)
    writer.wait();
}
