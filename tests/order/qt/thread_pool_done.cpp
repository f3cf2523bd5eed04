// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: who waits for a pool comes after its tasks, also if they were over before.
#include "order.h"

#include <QRunnable>
#include <QThreadPool>

struct Task : QRunnable {
  void run() override {
    writes();
    hasWritten.arrive();
  }
};

int main() {
  QThreadPool pool;
  pool.start(new Task);
  hasWritten.wait();
  while (pool.activeThreadCount())
    std::this_thread::yield();
  if (!isRace)
    pool.waitForDone();
  reads();
}
