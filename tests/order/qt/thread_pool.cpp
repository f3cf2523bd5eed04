// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: a task of a pool comes after who started it, and before who waits for the pool.
#include "order.h"

#include <QRunnable>
#include <QThreadPool>

Barrier isIdle;

struct Task : QRunnable {
  void run() override {
    hasWritten.wait();
    reads();
  }
};
struct First : QRunnable {
  void run() override { isIdle.arrive(); }
};

int main() {
  QThreadPool pool;
  pool.setMaxThreadCount(1);
  pool.start(new First);
  isIdle.wait();
  if (isRace)
    pool.start(new Task);
  writes();
  hasWritten.arrive();
  if (!isRace)
    pool.start(new Task);
  pool.waitForDone();
}
