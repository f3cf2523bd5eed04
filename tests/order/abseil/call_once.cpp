// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_base -labsl_spinlock_wait -labsl_raw_logging_internal]
// Intent: who finds a thing done once comes after who did it, also if it waited.
#include "order.h"

#include <absl/base/call_once.h>

absl::once_flag once;
Barrier isInside;

int main() {
  return meeting(
      [] {
        absl::call_once(once, [] { isInside.arrive(); });
      },
      [] {
        isInside.wait();
        absl::call_once(once, [] {});
      });
}
