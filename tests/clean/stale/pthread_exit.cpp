// RUN: %clean_mixed
// Intent: a thread ends inside an operation of code compiled with
// -fno-exceptions; a destructor on the way gives the lock back, and another
// thread uses the map, before the thread's end and after it.
#include "mapsan_test.h"
#include <map>
#include <mutex>
#include <pthread.h>
#include <unistd.h>

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
    pthread_exit(nullptr);
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

void *leaver(void *) {
  Guard guard;
  insertPlainly(1000);
  return nullptr;
}

void user() {
  unlocked.wait();
  std::lock_guard<std::mutex> lock(mutex);
  ages.insert({7, 70});
  ages.erase(1);
  ages.find(2);
  used.arrive();
}

int main() {
  pthread_t thread;
  pthread_create(&thread, nullptr, leaver, nullptr);
  user();
  pthread_join(thread, nullptr);
  std::lock_guard<std::mutex> lock(mutex);
  ages.insert({8, 80});
}
#endif
