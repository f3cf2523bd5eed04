// RUN: %dies139_mixed
// Intent: an exception has left an operation through code compiled with
// -fno-exceptions; much later its thread crashes elsewhere, while another thread
// uses the map: nobody is accused.
#include "mapsan_test.h"
#include <map>
#include <mutex>

void mayThrow(int key);

struct Throwing {
  bool operator()(int left, int right) const {
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
Barrier caught, used;

void thrower() {
  mutex.lock();
  for (int i = 0; i < 2; ++i) {
    try {
      i ? insertPlainly(1000) : findPlainly(1000);
    } catch (int) {
    }
  }
  mutex.unlock();
  caught.arrive();
  used.wait(100);
  *(volatile int *)nullptr = 1;
}

void user() {
  caught.wait();
  for (int i = 3;; ++i) {
    std::lock_guard<std::mutex> lock(mutex);
    ages.insert({i % 64, i});
    ages.erase((i + 32) % 64);
    used.arrive();
  }
}

int main() { runBoth(thrower, user); }
#endif
