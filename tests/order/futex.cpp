// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: a futex that is called by number orders.
#include "order.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

int word;

int main() {
  return inTurn(
      [] {
        asm volatile("" ::: "memory");
        *const_cast<volatile int *>(&word) = 1;
        syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
      },
      [] {
        syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
      });
}
