// RUN: %dies139
// Intent: a null dereference outside of all operations, on a locked map that another thread
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
  int *volatile none = nullptr;
  *none = 1;
}

int main() { runBoth(user, victim); }
