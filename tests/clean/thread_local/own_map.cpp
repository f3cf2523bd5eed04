// RUN: %clean
// Intent: every thread has its own map: thread_local, on its stack, and on the
// heap, where the next thread gets the same address.
#include "mapsan_test.h"
#include <map>
#include <memory>
#include <unordered_map>

thread_local std::map<int, int> cache;

void works() {
  for (int round = 0; round < 200; ++round) {
    std::unordered_map<int, int> local;
    auto heap = std::make_unique<std::map<int, int>>();
    for (int i = 0; i < 20; ++i) {
      cache[i] += round;
      local[i] = round;
      (*heap)[i] = round;
    }
    if (local.size() + heap->size() + cache.size() != 60)
      std::terminate();
  }
}

int main() {
  for (int i = 0; i < 20; ++i)
    runBoth(works, works);
}
