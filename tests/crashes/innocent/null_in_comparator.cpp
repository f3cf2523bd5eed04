// RUN: %dies139
// Intent: a null dereference in a comparator, on a locked map that another thread
// uses too: nobody is accused.
#include "mapsan_test.h"
#include <map>
#include <mutex>

struct ByValue {
  bool operator()(const int *left, const int *right) const {
    return *left < *right;
  }
};

int numbers[64];
std::map<const int *, int, ByValue> ages{{&numbers[0], 0}};
std::mutex mutex;
Barrier used;

// Really uses the map, under the lock, until the process dies.
void user() {
  for (int i = 0;; ++i) {
    {
      std::lock_guard<std::mutex> lock(mutex);
      numbers[i % 64] = i % 64;
      ages.insert({&numbers[i % 64], i});
      ages.erase(&numbers[(i + 32) % 64]);
    }
    used.arrive();
  }
}

void victim() {
  used.wait(1000);
  std::lock_guard<std::mutex> lock(mutex);
  static const int *volatile none;
  const int *key = none;
  ages.insert({key, 1});
}

int main() { runBoth(user, victim); }
