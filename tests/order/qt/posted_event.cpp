// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: an event comes after who posted it.
#include "order.h"

#include <QCoreApplication>
#include <QEvent>
#include <QThread>

Barrier isDone;

struct Receiver : QObject {
  bool event(QEvent *event) override {
    if (event->type() != QEvent::User)
      return QObject::event(event);
    hasWritten.wait();
    reads();
    isDone.arrive();
    return true;
  }
} receiver;

void post() { QCoreApplication::postEvent(&receiver, new QEvent(QEvent::User)); }

int main(int count, char **arguments) {
  QCoreApplication application(count, arguments);
  QThread thread;
  receiver.moveToThread(&thread);
  thread.start();
  if (isRace)
    post();
  writes();
  hasWritten.arrive();
  if (!isRace)
    post();
  isDone.wait();
  thread.quit();
  thread.wait();
}
