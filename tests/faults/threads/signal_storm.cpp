// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: a handler that uses maps runs ten thousand times a second, wherever the
// threads are just then: in the runtime, in their maps, in their locks.
#include <map>
#include <mapsan/mapsan.h>
#include <mutex>
#include <signal.h>
#include <thread>
#include <time.h>
#include <unordered_map>

// The heap is not for handlers: a table without it, one for each thread.
struct MAPSAN_MAP Table {
  MAPSAN_WRITES void set(int at, int value) { values[at & 7] = value; }
  int get(int at) const { return values[at & 7]; }
  int values[8];
};
thread_local Table own, ofHandler;
const std::map<int, int> ages{{1, 30}, {2, 40}, {3, 50}};
int handled;

void onTimer(int) {
  const int at = __atomic_add_fetch(&handled, 1, __ATOMIC_RELAXED);
  ofHandler.set(at, ofHandler.get(at + 1) + 1);
  (void)ages.count(at & 3);
}

std::mutex mutex;
std::unordered_map<int, int> shared;
bool isOver;

void work(int from) {
  for (int i = from; !__atomic_load_n(&isOver, __ATOMIC_RELAXED); ++i) {
    std::map<int, int> mine;
    mine.emplace(i, i);
    own.set(i, 1);
    std::lock_guard<std::mutex> lock(mutex);
    shared[i % 100] = i;
    shared.erase((i + 50) % 100);
  }
}

int main() {
  signal(SIGALRM, onTimer);
  sigevent event = {};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGALRM;
  timer_t timer;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer))
    return 1;
  const itimerspec every = {{0, 100'000}, {0, 100'000}};
  timer_settime(timer, 0, &every, nullptr);
  std::thread threads[] = {std::thread(work, 1), std::thread(work, 2)};
  while (__atomic_load_n(&handled, __ATOMIC_RELAXED) < 2000)
    own.set(3, own.get(4));
  __atomic_store_n(&isOver, true, __ATOMIC_RELAXED);
  for (std::thread &thread : threads)
    thread.join();
  timer_delete(timer);
}
