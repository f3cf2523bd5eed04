// RUN: %clean
// Intent: readers share a lock, the writer takes it alone.
#include "mapsan_test.h"
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

std::unordered_map<int, int> routes;
std::shared_mutex mutex;

void writes() {
  for (int i = 0; i < 2000; ++i) {
    std::unique_lock lock(mutex);
    routes[i % 100] = i;
    if (i % 3 == 0)
      routes.erase(i % 50);
  }
}

void reads() {
  long sum = 0;
  for (int i = 0; i < 2000; ++i) {
    std::shared_lock lock(mutex);
    auto found = routes.find(i % 100);
    sum += found == routes.end() ? 1 : found->second;
  }
  if (!sum)
    std::terminate();
}

int main() {
  std::thread other(reads);
  runBoth(writes, reads);
  other.join();
}
