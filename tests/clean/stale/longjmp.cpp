// RUN: %clean
// Intent: a comparator jumps out of insert, under a lock; the lock is given back
// and another thread uses the map under it.
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

std::map<int, int, Jumping> ages{{1, 30}, {2, 40}};
std::mutex mutex;
Barrier jumped, used;

void jumper() {
  mutex.lock();
  for (volatile int i = 0; i < 40; ++i) // more often than the ring has entries
    if (setjmp(out) == 0)
      ages.insert({1000, 60});
  if (setjmp(out) == 0)
    ages.find(1000);
  mutex.unlock();
  jumped.arrive();
  used.wait();
}

void user() {
  jumped.wait();
  std::lock_guard<std::mutex> lock(mutex);
  ages.insert({7, 70});
  ages.erase(1);
  ages.find(2);
  used.arrive();
}

int main() { runBoth(jumper, user); }
