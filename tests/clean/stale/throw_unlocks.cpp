// RUN: %clean_mixed
// Intent: as throw_caught.cpp, but the lock is given back by a destructor on the
// way, and the other thread uses the map before the exception is caught.
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
Barrier unlocked, used;

struct Guard {
  Guard() { mutex.lock(); }
  ~Guard() {
    mutex.unlock();
    unlocked.arrive();
    used.wait();
  }
};

void insertLocked() {
  Guard guard;
  insertPlainly(1000);
}

void thrower() {
  try {
    insertLocked();
  } catch (int) {
  }
}

void user() {
  unlocked.wait();
  std::lock_guard<std::mutex> lock(mutex);
  ages.insert({7, 70});
  ages.erase(1);
  ages.find(2);
  used.arrive();
}

int main() { runBoth(thrower, user); }
#endif
