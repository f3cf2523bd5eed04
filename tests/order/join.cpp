// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: who has joined a thread comes after it.
#include "order.h"

int main() {
  std::thread writer([] {
    writes();
    hasWritten.arrive();
  });
  hasWritten.wait();
  if (!isRace)
    writer.join();
  reads();
  if (isRace)
    writer.join();
}
