// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the steps of a random program work on. The steps happen in one order, by a
// turn that neither the plugin nor the runtime sees: no two of them overlap, a
// thread never has to wait for a lock, and what MapSan knows of who came before
// whom is what the steps themselves order.
//
// Each map has a type of its own: a report is known by it.
#ifndef MAPSAN_TESTS_RANDOM_WORLD_H
#define MAPSAN_TESTS_RANDOM_WORLD_H

#include "tests/support/mapsan_test.h"

#include <atomic>
#include <map>
#include <mutex>
#include <semaphore.h>
#include <shared_mutex>
#include <thread>
#include <unistd.h>
#include <unordered_map>

constexpr unsigned kThreads = 6, kMaps = 4, kMutexes = 2, kFlags = 2,
                   kOnces = 2, kPipes = 2;

inline std::map<int, int> *map0;
inline std::unordered_map<int, int> *map1;
inline std::map<long, int> *map2;
inline std::unordered_map<long, int> *map3;

inline std::mutex mutexes[kMutexes];
inline std::shared_mutex sharedMutex;
inline std::atomic<int> flags[kFlags], relaxed[kFlags], counter, lazyCounter;
inline sem_t semaphore;
inline std::once_flag once[kOnces];
inline int pipes[kPipes][2];
inline std::thread threads[kThreads];

void thread(unsigned self); // does its steps

template <typename Map> Map empty(const Map *) { return {}; }
template <typename Map> Map *newMap(const Map *) { return new Map; }

inline void writePipe(unsigned which) {
  if (write(pipes[which][1], "", 1) != 1)
    _exit(3);
}
inline void readPipe(unsigned which) {
  char byte;
  if (read(pipes[which][0], &byte, 1) != 1)
    _exit(3);
}

/// Whose step it is.
class Turn {
public:
  void wait(int step) {
    for (int seen; (seen = invisible::load(&now_)) != step;)
      invisible::futex(&now_, invisible::kWait, seen);
  }
  void pass() {
    invisible::add(&now_, 1);
    invisible::futex(&now_, invisible::kWake, 1 << 30);
  }

private:
  int now_ = 0;
};
inline Turn turn;

/// main() of such a program: this is thread 0.
inline int play() {
  sem_init(&semaphore, 0, 0);
  for (int(&ends)[2] : pipes)
    if (pipe(ends))
      return 3;
  map0 = newMap(map0);
  map1 = newMap(map1);
  map2 = newMap(map2);
  map3 = newMap(map3);
  thread(0);
  return 0;
}

#endif
