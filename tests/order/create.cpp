// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: a thread comes after what its creator did before.
#include "order.h"

int main() {
  if (!isRace)
    writes();
  std::thread reader([] {
    if (isRace)
      hasWritten.wait();
    reads();
  });
  if (isRace) {
    writes();
    hasWritten.arrive();
  }
  reader.join();
}
