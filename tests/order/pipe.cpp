// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: who reads from a pipe comes after who wrote there.
#include "order.h"

#include <unistd.h>

int ends[2];
char byte;

int main() {
  if (pipe(ends))
    return 1;
  return meeting([] { (void)!write(ends[1], &byte, 1); },
                 [] { (void)!read(ends[0], &byte, 1); });
}
