// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: waits with a deadline, of a lock for readers and writers, and for a thread.
#include "order.h"

#include <QDeadlineTimer>
#include <QMutex>
#include <QReadWriteLock>
#include <QThread>
#include <QWaitCondition>

QMutex mutex;
QReadWriteLock lock;
QWaitCondition changed;
bool isWritten;

template <typename Take, typename Give, typename Wait>
auto condition(Take take, Give give, Wait wait) {
  return [=] {
    isWritten = false;
    meeting(
        [=] {
          take();
          isWritten = true;
          changed.wakeOne();
          give();
        },
        [=] {
          take();
          while (!isWritten)
            wait();
          give();
        });
  };
}

template <typename Wait> auto forThread(Wait wait) {
  return [=] {
    struct Writer : QThread {
      void run() override {
        writes();
        hasWritten.arrive();
      }
    } writer;
    writer.start();
    hasWritten.wait();
    if (!isRace)
      wait(writer);
    reads();
    writer.wait();
  };
}

int main() {
  const QDeadlineTimer noEnd(QDeadlineTimer::Forever);
  const auto lockMutex = [] { mutex.lock(); };
  const auto unlockMutex = [] { mutex.unlock(); };
  const auto lockForWrite = [] { lock.lockForWrite(); };
  const auto unlock = [] { lock.unlock(); };
  return inEachWay(
      condition(lockMutex, unlockMutex, [=] { changed.wait(&mutex, noEnd); }),
      condition(lockForWrite, unlock, [] { changed.wait(&lock); }),
      condition(lockForWrite, unlock, [=] { changed.wait(&lock, noEnd); }),
      forThread([=](QThread &thread) { thread.wait(noEnd); }),
      forThread([](QThread &thread) { thread.wait(60'000ul); }),
      forThread([](QThread &thread) {
        while (!thread.isFinished())
          QThread::yieldCurrentThread();
      }),
      forThread([](QThread &thread) {
        while (thread.isRunning())
          QThread::yieldCurrentThread();
      }));
}
