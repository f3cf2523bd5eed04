// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: a task of a pool comes after who started it, also on a thread that did another before
// and did not sleep in between.
#include "order.h"

#include <QRunnable>
#include <QThreadPool>

Barrier isBusy, mayGoOn;

struct Task : QRunnable {
  void run() override {
    hasWritten.wait();
    reads();
  }
};
struct First : QRunnable {
  void run() override {
    isBusy.arrive();
    mayGoOn.wait();
  }
};

int main() {
  QThreadPool pool;
  pool.setMaxThreadCount(1);
  pool.start(new First);
  isBusy.wait();
  if (isRace)
    pool.start(new Task);
  writes();
  hasWritten.arrive();
  if (!isRace)
    pool.start(new Task);
  mayGoOn.arrive();
  pool.waitForDone();
}
