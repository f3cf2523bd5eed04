// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: who is woken by epoll comes after who woke it, also without reading.
#include "order.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

int epoll, event;
epoll_event wanted, got;

int main() {
  epoll = epoll_create1(0);
  event = eventfd(0, 0);
  wanted.events = EPOLLIN;
  epoll_ctl(epoll, EPOLL_CTL_ADD, event, &wanted);
  return meeting([] { eventfd_write(event, 1); },
                 [] { epoll_wait(epoll, &got, 1, -1); });
}
