// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %clangxx -O1 -DPLAIN_UNIT -c %s -o %t.o && %mapsanxx -O1 %s %t.o -o %t
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: a thread that nobody joins ends, and another gets its stack. What code
// without the plugin builds there is another map.
#include <map>

#ifdef PLAIN_UNIT
std::map<int, int> make() { return {}; }
#else
#include "mapsan_test.h"

#include <pthread.h>
#include <string>
#include <unistd.h>

std::map<int, int> make();

const void *places[2];
int thread;
Barrier hasEnded[2];

void *use(void *turn) {
  std::map<int, int> ages = make();
  places[turn != nullptr] = &ages;
  ages.emplace(1, 1);
  ages.erase(1);
  thread = gettid();
  hasEnded[turn != nullptr].arrive();
  return nullptr;
}

void start(void *turn) {
  pthread_t handle;
  pthread_create(&handle, nullptr, use, turn);
  pthread_detach(handle);
  hasEnded[turn != nullptr].wait();
  const std::string path = "/proc/self/task/" + std::to_string(thread);
  while (access(path.c_str(), F_OK) == 0)
    sched_yield();
}

int main() {
  start(nullptr);
  start(&thread);
  return places[0] != places[1];
}
#endif
