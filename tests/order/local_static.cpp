// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: who uses a local static comes after who made it.
#include "order.h"

struct Made {
  Made() { writes(); }
};

Made &made() {
  static Made one;
  return one;
}

int main() {
  runBoth(
      [] {
        isRace ? writes() : (void)made();
        hasWritten.arrive();
      },
      [] {
        hasWritten.wait();
        if (!isRace)
          made();
        reads();
      });
}
