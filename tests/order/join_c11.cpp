// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: the same for threads of C11.
#include "order.h"

#include <threads.h>

int main() {
  thrd_t writer;
  thrd_create(
      &writer,
      [](void *) {
        writes();
        hasWritten.arrive();
        return 0;
      },
      nullptr);
  hasWritten.wait();
  if (!isRace)
    thrd_join(writer, nullptr);
  reads();
  if (isRace)
    thrd_join(writer, nullptr);
}
