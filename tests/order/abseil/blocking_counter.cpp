// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_synchronization]
// Intent: who waits for a count comes after all who counted down, not only the last.
#include "order.h"

#include <absl/synchronization/blocking_counter.h>

absl::BlockingCounter counter(2);

int main() {
  return inTurn([] { counter.DecrementCount(); },
                [] {
                  counter.DecrementCount();
                  counter.Wait();
                });
}
