// RUN: %dies134
// Intent: a failing assert in operator<, on a locked map that another thread
// uses too: nobody is accused.
#include "mapsan_test.h"
#include <cassert>
#include <mutex>
#include <set>

struct Version {
  int number;
  bool operator<(const Version &other) const {
    assert(number < 1000 && other.number < 1000);
    return number < other.number;
  }
};

std::set<Version> versions{{0}, {100}};
std::mutex mutex;
Barrier used;

// Really uses the map, under the lock, until the process dies.
void user() {
  for (int i = 0;; ++i) {
    {
      std::lock_guard<std::mutex> lock(mutex);
      versions.insert({i % 64});
      versions.erase({(i + 32) % 64});
    }
    used.arrive();
  }
}

void victim() {
  used.wait(1000);
  std::lock_guard<std::mutex> lock(mutex);
  versions.insert({1000});
}

int main() { runBoth(user, victim); }
