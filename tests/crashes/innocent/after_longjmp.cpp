// RUN: %dies139
// Intent: comparators jumped out of their operations; later the thread crashes
// elsewhere, while another thread is inside the map, under the lock: nobody is
// accused.
#include "mapsan_test.h"
#include <csetjmp>
#include <map>
#include <mutex>

jmp_buf out;

struct Jumping {
  bool operator()(int left, int right) const {
    hold.pass();
    if (left == 1000 || right == 1000)
      longjmp(out, 1);
    return left < right;
  }
};

std::map<int, int, Jumping> ages{{0, 0}, {100, 0}};
std::mutex mutex;
Barrier unlocked, inside, never;

// The frames that were left lie, untouched, in the middle of this one.
__attribute__((noinline)) void crashDeeper() {
  char untouched[16384];
  asm volatile("" : : "r"(untouched) : "memory");
  *(volatile int *)nullptr = 1;
}

void victim() {
  mutex.lock();
  if (setjmp(out) == 0)
    ages.find(1000);
  if (setjmp(out) == 0)
    ages.insert({1000, 1});
  mutex.unlock();
  unlocked.arrive();
  inside.wait();
  crashDeeper();
}

void user() {
  unlocked.wait();
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, never);
  ages.insert({7, 70});
}

int main() { runBoth(user, victim); }
