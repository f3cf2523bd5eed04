// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: so does what it tells ThreadSanitizer.
#include "order.h"

#include <stdint.h>

extern "C" {
void __tsan_acquire(void *);
void __tsan_release(void *);
}
int tag;

int main() {
  return inTurn([] { __tsan_release(&tag); }, [] { __tsan_acquire(&tag); });
}
