// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: sockets order.
#include "order.h"

#include <sys/socket.h>

int ends[2];
char byte;

int main() {
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
    return 1;
  return meeting([] { send(ends[0], &byte, 1, 0); },
                 [] { recv(ends[1], &byte, 1, 0); });
}
