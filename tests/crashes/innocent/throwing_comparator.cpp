// RUN: %dies134
// Intent: a comparator that throws, uncaught, on a locked map that another thread
// uses too: nobody is accused.
#include "mapsan_test.h"
#include <map>
#include <mutex>

struct Picky {
  bool operator()(int left, int right) const {
    if (left == 1000 || right == 1000)
      throw left;
    return left < right;
  }
};

std::map<int, int, Picky> ages{{0, 0}, {100, 0}};
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
  ages.insert({1000, 1});
}

int main() { runBoth(user, victim); }
