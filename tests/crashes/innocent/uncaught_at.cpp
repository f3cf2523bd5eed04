// RUN: %dies134
// Intent: an uncaught at() of an absent key, on a locked map that another thread
// uses too: nobody is accused.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::map<int, int> ages;
std::mutex mutex;
Barrier used;

// Really uses the map, under the lock, until the process dies.
void user() {
  for (int i = 0;; ++i) {
    {
      std::lock_guard<std::mutex> lock(mutex);
      ages.insert({i % 64, i});
      ages.erase((i + 32) % 64);
    }
    used.arrive();
  }
}

void victim() {
  used.wait(1000);
  std::lock_guard<std::mutex> lock(mutex);
  ages.at(1000);
}

int main() { runBoth(user, victim); }
