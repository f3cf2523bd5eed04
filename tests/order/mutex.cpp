// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: what happens under one mutex is ordered.
#include "order.h"

#include <mutex>

std::mutex mutex;

int main() {
  return locked([] { mutex.lock(); }, [] { mutex.unlock(); });
}
