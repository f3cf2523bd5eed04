// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: a function that is invoked in another thread comes after who asked for it.
#include "order.h"

#include <QCoreApplication>
#include <QMetaMethod>
#include <QThread>

Barrier isDone;

void look() {
  hasWritten.wait();
  reads();
  isDone.arrive();
}

struct Receiver : QObject {
  bool looksAtEnd = true;
  ~Receiver() override {
    if (looksAtEnd)
      look();
  }
};

template <typename Ask> auto invoked(Ask ask) {
  return [=] {
    isDone = Barrier();
    QThread thread;
    Receiver *receiver = new Receiver;
    receiver->moveToThread(&thread);
    thread.start();
    if (isRace)
      ask(receiver);
    writes();
    hasWritten.arrive();
    if (!isRace)
      ask(receiver);
    isDone.wait();
    thread.quit();
    thread.wait();
  };
}

int main(int count, char **arguments) {
  QCoreApplication application(count, arguments);
  return inEachWay(
      invoked([](Receiver *it) {
        it->looksAtEnd = false;
        QMetaObject::invokeMethod(it, look, Qt::QueuedConnection);
      }),
      invoked([](Receiver *it) {
        QMetaObject::invokeMethod(it, "deleteLater", Qt::QueuedConnection);
      }),
      invoked([](Receiver *it) {
        const QMetaObject &type = *it->metaObject();
        type.method(type.indexOfMethod("deleteLater()")).invoke(it, Qt::QueuedConnection);
      }));
}
