// RUN: %dies134
// Intent: a hash that throws, uncaught, on a locked map that another thread
// uses too: nobody is accused.
#include "mapsan_test.h"
#include <mutex>
#include <unordered_map>

struct Picky {
  size_t operator()(int key) const {
    if (key == 1000)
      throw key;
    return static_cast<size_t>(key);
  }
};

std::unordered_map<int, int, Picky> ages;
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
