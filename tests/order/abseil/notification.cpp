// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_synchronization]
// Intent: who was notified comes after who did it.
#include "order.h"

#include <absl/synchronization/notification.h>

absl::Notification isDone;

int main() {
  return meeting([] { isDone.Notify(); },
                 [] { isDone.WaitForNotification(); });
}
