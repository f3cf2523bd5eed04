// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_synchronization -labsl_time]
// Intent: who takes a mutex when something is so has it, whichever of the ways it takes.
#include "order.h"

#include <absl/synchronization/mutex.h>

#include <stdlib.h>

absl::Mutex mutex;

// The writer locks plainly.
template <typename Lock> auto reader(Lock lock, void (absl::Mutex::*unlock)()) {
  return [=] {
    oneAfterTheOther([=](void (*access)(), bool writes) {
      if (!isRace)
        writes ? mutex.Lock() : lock();
      access();
      if (!isRace)
        writes ? mutex.Unlock() : (mutex.*unlock)();
    });
  };
}

// A writer comes after those who had it as readers.
void writerLast() {
  oneAfterTheOther([](void (*access)(), bool isFirst) {
    if (!isRace)
      isFirst ? mutex.ReaderLock() : mutex.Lock();
    access();
    if (!isRace)
      isFirst ? mutex.ReaderUnlock() : mutex.Unlock();
  });
}

int main() {
  using absl::Mutex;
  static const absl::Condition &now = absl::Condition::kTrue;
  const auto late = absl::InfiniteFuture();
  const auto minute = absl::Minutes(1);
  const auto unlock = &Mutex::Unlock, unlockShared = &Mutex::ReaderUnlock;
  return inEachWay(
      reader([] { mutex.LockWhen(now); }, unlock),
      reader([=] { mutex.LockWhenWithTimeout(now, minute); }, unlock),
      reader([=] { mutex.LockWhenWithDeadline(now, late); }, unlock),
      reader([] { mutex.ReaderLockWhen(now); }, unlockShared),
      reader([=] { mutex.ReaderLockWhenWithTimeout(now, minute); }, unlockShared),
      reader([=] { mutex.ReaderLockWhenWithDeadline(now, late); }, unlockShared),
      reader([] { mutex.ReaderTryLock() ? void() : abort(); }, unlockShared),
      writerLast);
}
