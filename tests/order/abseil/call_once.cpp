// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-I%S/Inputs -labsl_base -labsl_spinlock_wait -labsl_raw_logging_internal]
// Intent: who finds a thing done once comes after who did it, also if it waited.
#include "order.h"
#include "spin_delay.h"

#include <absl/base/call_once.h>

absl::once_flag once;
Barrier isInside;

int main() {
  return meeting(
      [] {
        absl::call_once(once, [] {
          isInside.arrive();
          isWaiting.wait();
        });
      },
      [] {
        isInside.wait();
        absl::call_once(once, [] {});
      });
}
