// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: who finds a pipe closed comes after who closed it.
#include "order.h"

#include <unistd.h>

int ends[2];
char byte;

int main() {
  if (pipe(ends))
    return 1;
  return meeting([] { close(ends[1]); },
                 [] { (void)!read(ends[0], &byte, 1); });
}
