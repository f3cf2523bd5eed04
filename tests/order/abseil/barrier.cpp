// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-labsl_synchronization]
// Intent: who leaves a barrier comes after all who arrived.
#include "order.h"

#include <absl/synchronization/barrier.h>

absl::Barrier *barrier = new absl::Barrier(2);

int main() {
  const auto pass = [] {
    if (barrier->Block())
      delete barrier;
  };
  return meeting(pass, pass);
}
