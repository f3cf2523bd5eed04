// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: a reader of a lock comes after its writer.
#include "order.h"

#include <shared_mutex>

std::shared_mutex mutex;

int main() {
  return inTurn(
      [] {
        mutex.lock();
        mutex.unlock();
      },
      [] {
        mutex.lock_shared();
        mutex.unlock_shared();
      });
}
