// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: a slot in another thread comes after who emitted the signal, also if the thread
// was busy and looks for events before it sleeps: then nothing has woken it.
#include "order.h"

#include <QCoreApplication>
#include <QThread>
#include <QTimer>

Barrier isDone, isBusy, mayGoOn;
QObject sender, receiver;

struct Thread : QThread {
  void run() override {
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, [] {
      isBusy.arrive();
      mayGoOn.wait();
    });
    timer.start(0);
    exec();
  }
};

int main(int count, char **arguments) {
  qputenv("QT_NO_GLIB", "1"); // GLib's loop always looks whether it was woken
  QCoreApplication application(count, arguments);
  Thread thread;
  receiver.moveToThread(&thread);
  thread.start();
  QObject::connect(
      &sender, &QObject::objectNameChanged, &receiver,
      [] {
        hasWritten.wait();
        reads();
        isDone.arrive();
      },
      Qt::QueuedConnection);
  isBusy.wait();
  if (isRace)
    sender.setObjectName("look");
  writes();
  hasWritten.arrive();
  if (!isRace)
    sender.setObjectName("look");
  mayGoOn.arrive();
  isDone.wait();
  thread.quit();
  thread.wait();
}
