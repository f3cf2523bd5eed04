// RUN: %clean
// Intent: a signal handler, on its own stack, jumps out of an operation that it
// interrupted under a lock; then another thread uses the map.
#include "mapsan_test.h"
#include <csetjmp>
#include <csignal>
#include <cstdlib>
#include <map>
#include <mutex>

sigjmp_buf out;
void onSignal(int) { siglongjmp(out, 1); }

struct Raising {
  bool operator()(int left, int right) const {
    if (left == 1000 || right == 1000)
      raise(SIGUSR1);
    return left < right;
  }
};

std::map<int, int, Raising> ages{{1, 30}, {2, 40}};
std::mutex mutex;
Barrier jumped, used;

void jumper() {
  stack_t stack = {};
  stack.ss_size = 64 << 10;
  stack.ss_sp = malloc(stack.ss_size);
  sigaltstack(&stack, nullptr);
  struct sigaction action = {};
  action.sa_handler = onSignal;
  action.sa_flags = SA_ONSTACK;
  sigaction(SIGUSR1, &action, nullptr);
  mutex.lock();
  if (sigsetjmp(out, 1) == 0)
    ages.insert({1000, 60});
  mutex.unlock();
  jumped.arrive();
  used.wait();
}

void user() {
  jumped.wait();
  std::lock_guard<std::mutex> lock(mutex);
  ages.insert({7, 70});
  ages.find(2);
  used.arrive();
}

int main() { runBoth(jumper, user); }
