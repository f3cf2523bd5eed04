// RUN: %crash139
// Intent: the program's own handler, installed later, gets the signal after
// the report, and sigaction() speaks of the program's action only.
// CHECK: the old action is the default
// CHECK: WARNING: MapSan: concurrent map read and map write (pid=
#include "mapsan_test.h"
#include <map>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct Fatal {
  bool operator()(int left, int right) const {
    hold.pass();
    if (left == 99 || right == 99)
      *(volatile int *)nullptr = 1;
    return left < right;
  }
};

std::map<int, int, Fatal> ages{{1, 30}, {2, 40}};
Barrier inside, never;

void onSignal(int number) {
  if (write(2, "own handler\n", 12) < 0)
    _exit(1);
  signal(number, SIG_DFL);
}

void slow() {
  hold.here(inside, never);
  ages.insert({7, 60});
}

void quick() {
  inside.wait();
  ages.find(99);
}

int main() {
  struct sigaction action = {}, old = {};
  stack_t stack = {};
  action.sa_handler = onSignal;
  sigaction(SIGSEGV, &action, &old);
  if (old.sa_handler == SIG_DFL && !(old.sa_flags & SA_SIGINFO))
    fputs("the old action is the default\n", stderr);
  sigaction(SIGSEGV, nullptr, &old);
  sigaltstack(nullptr, &stack);
  if (old.sa_handler != onSignal || !(stack.ss_flags & SS_DISABLE))
    return 1;
  runBoth(slow, quick);
}
// CHECK: SUMMARY: MapSan: concurrent map read and map write
// CHECK: own handler
// CHECK-NOT: WARNING: MapSan
