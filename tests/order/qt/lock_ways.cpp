// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: locks and semaphores that are tried, for a time or at once, are taken as others are.
#include "order.h"

#include <QMutex>
#include <QReadWriteLock>
#include <QSemaphore>

QReadWriteLock lock;
QSemaphore semaphore;

template <typename Lock> auto reader(Lock forReading) {
  return [=] {
    oneAfterTheOther([=](void (*access)(), bool writes) {
      isRace || writes ? void() : forReading();
      isRace || !writes ? void() : lock.lockForWrite();
      access();
      isRace ? void() : lock.unlock();
    });
  };
}

template <typename Lock> auto writer(Lock forWriting) {
  return [=] {
    locked(forWriting, [] { lock.unlock(); });
  };
}

template <typename Acquire> auto acquirer(Acquire acquire) {
  return [=] { inTurn([] { semaphore.release(); }, acquire); };
}

int main() {
  constexpr int kMinute = 60'000;
  return inEachWay(reader([] { lock.tryLockForRead(); }),
                   reader([] { lock.tryLockForRead(kMinute); }),
                   writer([] { lock.tryLockForWrite(); }),
                   writer([] { lock.tryLockForWrite(kMinute); }),
                   acquirer([] { semaphore.tryAcquire(); }),
                   acquirer([] { semaphore.tryAcquire(1, kMinute); }));
}
