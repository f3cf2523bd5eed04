// RUN: %dies139
// Intent: a crash long after a comparator jumped out of its operation, on a locked map that another thread
// uses too: nobody is accused.
#include "mapsan_test.h"
#include <csetjmp>
#include <map>
#include <mutex>

jmp_buf out;

struct Jumping {
  bool operator()(int left, int right) const {
    if (left == 1000 || right == 1000)
      longjmp(out, 1);
    return left < right;
  }
};

std::map<int, int, Jumping> ages{{0, 0}, {100, 0}};
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
  mutex.lock();
  if (setjmp(out) == 0)
    ages.insert({1000, 1});
  mutex.unlock();
  used.wait(2000);
  int *volatile none = nullptr;
  *none = 1;
}

int main() { runBoth(user, victim); }
