// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_synchronization]
// Intent: so does who only asks; that function is inline.
#include "order.h"

#include <absl/synchronization/notification.h>
#include <stdlib.h>

absl::Notification isDone;

int main() {
  return inTurn([] { isDone.Notify(); },
                [] {
                  if (!isDone.HasBeenNotified())
                    abort();
                });
}
