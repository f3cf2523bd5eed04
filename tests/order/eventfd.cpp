// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: an eventfd orders.
#include "order.h"

#include <sys/eventfd.h>

int event;

int main() {
  event = eventfd(0, 0);
  return meeting([] { eventfd_write(event, 1); },
                 [] {
                   eventfd_t value;
                   eventfd_read(event, &value);
                 });
}
