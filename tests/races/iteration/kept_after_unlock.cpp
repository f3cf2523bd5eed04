// RUN: %mapsanxx -O2 -DRACE %s -o %t2 && env MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 %s -o %t2 && %exits 0 %t2 > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t2 > %t.out 2>&1 && %silent %t.out
// Intent: an iterator that was found behind a lock is stepped after the lock was
// released: a race with the insertion behind it. Element and iterator stay good,
// so to find, unlock, use what was found, and step on behind the lock is none.
#include "iteration.h"

#include <vector>

#ifdef RACE
struct Guard {
  explicit Guard(std::mutex &) {}
};
#else
using Guard = std::lock_guard<std::mutex>;
#endif

std::mutex mutex;

// CHECK-DAG: #0 local(
void local(Ages &ages) {
  Ages::iterator at;
  {
    std::lock_guard<std::mutex> guard(mutex);
    at = ages.find(1);
  }
  at->second = 31;
  Guard guard(mutex);
  ++at;
}

// CHECK-DAG: #0 stepped(
std::vector<Ages::iterator> kept;
__attribute__((noinline)) void stepped() { ++kept.back(); }

void held(Ages &ages) {
  {
    std::lock_guard<std::mutex> guard(mutex);
    kept.push_back(ages.find(1));
  }
  kept.back()->second = 32;
  Guard guard(mutex);
  stepped();
}

int main() {
  for (auto use : {local, held}) {
    Ages ages{{1, 30}, {2, 40}, {5, 50}};
    Barrier inserted;
    runBoth(
        [&] {
          use(ages);
          inserted.arrive();
        },
        [&] {
          inserted.wait();
          std::lock_guard<std::mutex> guard(mutex);
          ages.emplace(7, 60);
        });
  }
}
