// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: each way to start a task of a pool comes before it.
#include "order.h"

#include <QRunnable>
#include <QThread>
#include <QThreadPool>

void read() {
  hasWritten.wait();
  reads();
}

struct Task : QRunnable {
  void run() override { read(); }
};

QThreadPool pool;

// The pool's one thread is busy until the task is there, or free, as a try wants it.
template <typename Start> auto by(Start start, bool isTry) {
  return [=] {
    Barrier isBusy, mayGoOn;
    pool.start([&] {
      isBusy.arrive();
      if (!isTry)
        mayGoOn.wait();
    });
    isBusy.wait();
    while (isTry && pool.activeThreadCount())
      QThread::yieldCurrentThread();
    if (isRace)
      start();
    writes();
    hasWritten.arrive();
    if (!isRace)
      start();
    mayGoOn.arrive();
    pool.waitForDone();
  };
}

int main() {
  pool.setMaxThreadCount(1);
  return inEachWay(by([] { pool.start(read); }, false),
                   by([] { (void)pool.tryStart(read); }, true),
                   by([] { (void)pool.tryStart(new Task); }, true));
}
