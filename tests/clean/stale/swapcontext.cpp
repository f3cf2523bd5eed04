// RUN: %clean
// Intent: a fiber falls asleep for good inside insert; its thread goes on and
// gives the lock back, and another thread uses the map.
#include "mapsan_test.h"
#include <map>
#include <mutex>
#include <ucontext.h>

ucontext_t main_, fiber;
char stack[256 << 10];

struct Sleepy {
  bool operator()(int left, int right) const {
    if (left == 1000 || right == 1000)
      swapcontext(&fiber, &main_);
    return left < right;
  }
};

std::map<int, int, Sleepy> ages{{1, 30}, {2, 40}};
std::mutex mutex;
Barrier asleep, used;

void inFiber() { ages.insert({1000, 60}); }

void sleeper() {
  getcontext(&fiber);
  fiber.uc_stack.ss_sp = stack;
  fiber.uc_stack.ss_size = sizeof stack;
  fiber.uc_link = &main_;
  makecontext(&fiber, inFiber, 0);
  mutex.lock();
  swapcontext(&main_, &fiber);
  mutex.unlock();
  asleep.arrive();
  used.wait();
}

void user() {
  asleep.wait();
  std::lock_guard<std::mutex> lock(mutex);
  ages.insert({7, 70});
  ages.erase(1);
  used.arrive();
}

int main() { runBoth(sleeper, user); }
