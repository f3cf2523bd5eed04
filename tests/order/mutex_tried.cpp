// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: a mutex that was to be had at the first try orders like any.
#include "order.h"

#include <mutex>

std::mutex mutex;

int main() {
  return locked([] { (void)mutex.try_lock(); }, [] { mutex.unlock(); });
}
