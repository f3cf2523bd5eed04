// RUN: %clean
// Intent: a scan that gives the lock back every few elements keeps its iterator
// while others insert: legal on std::map.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::map<int, int> table;
std::mutex mutex;

void inserts() {
  for (int i = 0; i < 3000; ++i) {
    std::lock_guard<std::mutex> lock(mutex);
    table.emplace(2 * i + 1, i);
  }
}

void scans() {
  for (int round = 0; round < 10; ++round) {
    std::unique_lock<std::mutex> lock(mutex);
    int steps = 0;
    for (auto at = table.begin(); at != table.end(); ++at)
      if (++steps % 4 == 0) {
        lock.unlock();
        lock.lock();
      }
  }
}

int main() {
  for (int i = 0; i < 300; ++i)
    table.emplace(2 * i, i);
  runBoth(inserts, scans);
}
