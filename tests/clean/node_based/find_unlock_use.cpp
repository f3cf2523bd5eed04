// RUN: %clean
// Intent: elements of node-based maps stay where they are: find under the lock,
// use the element (one thread's own) after it, step on under the lock again.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::map<int, int> counters;
std::mutex mutex;

void counts(int first) {
  for (int round = 0; round < 500; ++round) {
    std::map<int, int>::iterator mine;
    {
      std::lock_guard<std::mutex> lock(mutex);
      mine = counters.emplace(first + 2 * (round % 50), 0).first;
    }
    ++mine->second;
    std::lock_guard<std::mutex> lock(mutex);
    if (++mine == counters.end())
      mine = counters.begin();
  }
}

int main() {
  runBoth([] { counts(0); }, [] { counts(1); });
}
