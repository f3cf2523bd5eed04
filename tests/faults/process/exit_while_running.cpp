// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: the process ends while threads are inside maps, have locks, or are being
// made. Nothing is reported and nobody waits for them.
#include "mapsan_test.h"

#include <map>
#include <mutex>

std::map<int, int, Less> &ages =
    *new std::map<int, int, Less>{{1, 30}, {2, 40}};
std::map<int, int> &shared = *new std::map<int, int>;
std::mutex &mutex = *new std::mutex;
Barrier inside, never, running;

void sleeper() {
  hold.here(inside, never);
  ages.insert({7, 60});
}

void runner() {
  for (int i = 0;; ++i) {
    std::lock_guard<std::mutex> lock(mutex);
    shared[i % 100] = i;
    if (i == 1000)
      running.arrive();
  }
}

void creator() {
  for (;;)
    std::thread([] { std::map<int, int>().emplace(1, 1); }).join();
}

int main() {
  for (void (*forever)() : {sleeper, runner, runner, creator})
    std::thread(forever).detach();
  inside.wait();
  running.wait(2);
}
