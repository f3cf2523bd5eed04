// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: each way to start a task of a pool comes before it.
#include "order.h"

#include <QRunnable>
#include <QThreadPool>

void read() {
  hasWritten.wait();
  reads();
}

struct Task : QRunnable {
  void run() override { read(); }
};

QThreadPool pool;

template <typename Start> auto by(Start start) {
  return [=] {
    Barrier isIdle;
    pool.start([&] { isIdle.arrive(); });
    isIdle.wait();
    while (!isRace && pool.activeThreadCount())
      QThread::yieldCurrentThread(); // else there is no room to try
    if (isRace)
      start();
    writes();
    hasWritten.arrive();
    if (!isRace)
      start();
    pool.waitForDone();
  };
}

int main() {
  pool.setMaxThreadCount(1);
  return inEachWay(by([] { pool.start(read); }),
                   by([] { (void)pool.tryStart(read); }),
                   by([] { (void)pool.tryStart(new Task); }));
}
