// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fPIC $(pkg-config --cflags --libs Qt5Core)]
// Intent: so does the one whose quick ways are atomics of the program, also for those who have to wait.
#include "order.h"

#include <QMutex>

QBasicMutex mutex;
Barrier isHeld;

int main() {
  runBoth(
      [] {
        if (!isRace)
          mutex.lock();
        isHeld.arrive();
        writes();
        hasWritten.arrive();
        if (!isRace)
          mutex.unlock();
      },
      [] {
        isHeld.wait();
        if (!isRace)
          mutex.lock();
        else
          hasWritten.wait();
        reads();
        if (!isRace)
          mutex.unlock();
      });
}
