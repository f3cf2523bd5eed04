// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: who waited with a mutex comes after who changed the state under it.
#include "order.h"

#include <condition_variable>
#include <mutex>

std::mutex mutex;
std::condition_variable changed;
bool isReady;

int main() {
  return meeting(
      [] {
        std::lock_guard<std::mutex> lock(mutex);
        isReady = true;
        changed.notify_one();
      },
      [] {
        std::unique_lock<std::mutex> lock(mutex);
        while (!isReady)
          changed.wait(lock);
      });
}
