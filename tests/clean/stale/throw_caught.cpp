// RUN: %clean_mixed
// Intent: an exception leaves operations through code compiled with
// -fno-exceptions, under a lock; it is caught, the lock given back, and another
// thread uses the map.
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
// No cleanup here: what is thrown through it passes the operation's end by.
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
  for (int i = 0; i < 40; ++i) { // more often than the ring has entries
    try {
      i % 2 ? insertPlainly(1000) : findPlainly(1000);
    } catch (int) {
    }
  }
  mutex.unlock();
  caught.arrive();
  used.wait();
}

void user() {
  caught.wait();
  std::lock_guard<std::mutex> lock(mutex);
  ages.insert({7, 70});
  ages.erase(1);
  ages.find(2);
  used.arrive();
}

int main() { runBoth(thrower, user); }
#endif
