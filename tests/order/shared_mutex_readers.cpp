// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: readers of a lock do not order each other: one of them that writes races.
#include "order.h"

#include <shared_mutex>

std::shared_mutex mutex;

int main() {
  const auto inside = [](void (*access)(), bool writes) {
    isRace || !writes ? mutex.lock_shared() : mutex.lock();
    access();
    isRace || !writes ? mutex.unlock_shared() : mutex.unlock();
  };
  return oneAfterTheOther(inside);
}
