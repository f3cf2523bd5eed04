// RUN: %clean
// RUN: env MAPSAN_OPTIONS=wait_ms=0 %exits 0 %t2 > %t.out 2>&1 || (cat %t.out; exit 1)
// RUN: %root/tests/support/silent %t.out
// Intent: a comparator jumps out of find, under a lock, on a way that nobody can
// notice. The link in the thread's chain of reads stays, while other threads go
// on writing under the lock, and end.
#include "mapsan_test.h"
#include <map>
#include <mutex>

void *out[5];

struct Jumping {
  bool operator()(int left, int right) const {
    if (left == 1000 || right == 1000)
      __builtin_longjmp(out, 1);
    return left < right;
  }
};

std::map<int, int, Jumping> ages{{1, 30}, {2, 40}};
std::mutex mutex;
Barrier shared, jumped, used;

__attribute__((noinline)) void jumpOutOfFind() {
  if (__builtin_setjmp(out) == 0)
    ages.find(1000);
}

void jumper() {
  shared.wait();
  mutex.lock();
  jumpOutOfFind();
  mutex.unlock();
  jumped.arrive();
  used.wait();
}

void write(int key) {
  std::lock_guard<std::mutex> lock(mutex);
  ages.insert({key, key});
}

void user() {
  write(7);
  shared.arrive();
  jumped.wait();
  for (int key = 10; key < 100000; ++key)
    write(key % 1000);
  for (int key = 10; key < 1000; ++key) {
    std::lock_guard<std::mutex> lock(mutex);
    ages.erase(key);
  }
  std::thread(write, 500).join();
  used.arrive();
}

int main() { runBoth(jumper, user); }
