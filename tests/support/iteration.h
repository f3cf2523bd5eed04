// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A walk over a map, and an insertion by another thread in its midst. If isRace,
// nothing orders the two; else the walk goes on in locked chunks and lets the
// other one in between two of them.
//
//   void walk(Ages &ages, Pause &pause) {
//     for (auto at = ages.begin(); at != ages.end(); ++at)
//       pause();                     // the second time: now
//   }
//   int main() { insertDuring(walk); }
#ifndef MAPSAN_TESTS_SUPPORT_ITERATION_H
#define MAPSAN_TESTS_SUPPORT_ITERATION_H

#include "is_race.h"
#include "mapsan_test.h"

#include <map>
#include <mutex>

using Ages = std::map<int, int>;

class Chunk {
public:
  void lock() {
    if (!isRace)
      mutex_.lock();
  }
  void unlock() {
    if (!isRace)
      mutex_.unlock();
  }

private:
  std::mutex mutex_;
};

class Pause {
public:
  void operator()() {
    if (++calls_ != 2)
      return;
    chunk.unlock();
    reached.arrive();
    inserted.wait();
    chunk.lock();
  }

  Chunk chunk;
  Barrier reached, inserted;

private:
  int calls_ = 0;
};

template <typename Map> void insertDuring(void (*walk)(Map &, Pause &)) {
  Map ages{{1, 30}, {2, 40}, {5, 50}};
  Pause pause;
  runBoth(
      [&] {
        pause.chunk.lock();
        walk(ages, pause);
        pause.chunk.unlock();
      },
      [&] {
        pause.reached.wait();
        pause.chunk.lock();
        ages.emplace(7, 60);
        pause.chunk.unlock();
        pause.inserted.arrive();
      });
}

#endif
