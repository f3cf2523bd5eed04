// RUN: %dies139_mixed
// Intent: an exception has left an operation through code compiled with
// -fno-exceptions; later its thread crashes elsewhere, while another thread is
// inside the map, under the lock: nobody is accused.
#include "mapsan_test.h"
#include <map>
#include <mutex>

void mayThrow(int key);

struct Throwing {
  bool operator()(int left, int right) const {
    hold.pass();
    mayThrow(left);
    mayThrow(right);
    return left < right;
  }
};

using Ages = std::map<int, int, Throwing>;
extern Ages ages;
void insertPlainly(int key);
void findPlainly(int key);

#ifdef PLAIN_UNIT
void insertPlainly(int key) { ages.insert({key, 1}); }
void findPlainly(int key) { ages.find(key); }
#else
void mayThrow(int key) {
  if (key == 1000)
    throw key;
}

Ages ages{{1, 30}, {2, 40}};
std::mutex mutex;
Barrier unlocked, inside, never;

// The frames that were left lie, untouched, in the middle of this one.
__attribute__((noinline)) void crashDeeper() {
  char untouched[16384];
  asm volatile("" : : "r"(untouched) : "memory");
  *(volatile int *)nullptr = 1;
}

void thrower() {
  mutex.lock();
  for (int i = 0; i < 2; ++i) {
    try {
      i ? insertPlainly(1000) : findPlainly(1000);
    } catch (int) {
    }
  }
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

int main() { runBoth(thrower, user); }
#endif
