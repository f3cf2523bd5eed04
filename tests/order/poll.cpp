// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: who is woken by poll comes after who woke it.
#include "order.h"

#include <poll.h>
#include <unistd.h>

int ends[2];
char byte;

int main() {
  if (pipe(ends))
    return 1;
  return meeting([] { (void)!write(ends[1], &byte, 1); },
                 [] {
                   pollfd polls = {ends[0], POLLIN, 0};
                   poll(&polls, 1, -1);
                 });
}
