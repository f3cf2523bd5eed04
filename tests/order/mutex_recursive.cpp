// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: a recursive mutex orders.
#include "order.h"

#include <mutex>

std::recursive_mutex mutex;

int main() {
  return locked(
      [] {
        mutex.lock();
        mutex.lock();
      },
      [] {
        mutex.unlock();
        mutex.unlock();
      });
}
