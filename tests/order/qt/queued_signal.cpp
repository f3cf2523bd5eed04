// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: a slot in another thread comes after who emitted the signal, also if the thread
// was busy and had been woken for another one.
#include "order.h"

#include <QCoreApplication>
#include <QThread>

Barrier isDone, isServing, mayGoOn;
QObject sender, receiver;

int main(int count, char **arguments) {
  QCoreApplication application(count, arguments);
  QThread thread;
  receiver.moveToThread(&thread);
  thread.start();
  QObject::connect(
      &sender, &QObject::objectNameChanged, &receiver,
      [](const QString &name) {
        if (name == "served") {
          isServing.arrive();
          mayGoOn.wait();
        }
        if (name != "look")
          return;
        hasWritten.wait();
        reads();
        isDone.arrive();
      },
      Qt::QueuedConnection);
  sender.setObjectName("served");
  isServing.wait();
  sender.setObjectName("wake");
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
