// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_synchronization -labsl_time]
// Intent: waits that would end some time order as those do that would not; conditions may look at the map.
#include "order.h"

#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>

#include <memory>

absl::Mutex mutex;
absl::CondVar changed;
bool isWritten;
Barrier isHeld;

template <typename Wait> auto locked(Wait wait) {
  return [=] {
    isWritten = false;
    isHeld = Barrier();
    runBoth(
        [] {
          if (!isRace) {
            isHeld.wait();
            mutex.Lock();
          }
          writes();
          isWritten = true;
          hasWritten.arrive();
          if (!isRace) {
            changed.Signal();
            mutex.Unlock();
          }
        },
        [=] {
          if (isRace) {
            hasWritten.wait();
            return reads();
          }
          mutex.Lock();
          isHeld.arrive();
          while (!isWritten)
            wait();
          reads();
          mutex.Unlock();
        });
  };
}

template <typename Wait> auto notified(Wait wait) {
  return [=] {
    auto isDone = std::make_shared<absl::Notification>();
    meeting([=] { isDone->Notify(); }, [=] { wait(*isDone); });
  };
}

int main() {
  const auto late = absl::InfiniteFuture();
  const auto hour = absl::Hours(1);
  static const absl::Condition isThere(+[](void *) { return ages.count(1) == 1; }, static_cast<void *>(nullptr));
  return inEachWay(
      locked([=] { mutex.AwaitWithTimeout(isThere, hour); }),
      locked([=] { mutex.AwaitWithDeadline(isThere, late); }),
      locked([=] { changed.WaitWithTimeout(&mutex, hour); }),
      locked([=] { changed.WaitWithDeadline(&mutex, late); }),
      notified([=](auto &it) { it.WaitForNotificationWithTimeout(hour); }),
      notified([=](auto &it) { it.WaitForNotificationWithDeadline(late); }));
}
