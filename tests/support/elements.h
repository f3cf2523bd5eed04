// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One thread writes an element of a map, another reads it later, and the map's
// structure stays as it is. Both hold a lock, or, if isRace, neither does; the
// schedule is the same, fixed by a barrier that MapSan does not see.
#ifndef MAPSAN_TESTS_SUPPORT_ELEMENTS_H
#define MAPSAN_TESTS_SUPPORT_ELEMENTS_H

#include "is_race.h"
#include "mapsan_test.h"

#include <mutex>
#include <thread>

template <typename First, typename Second>
void oneAfterTheOther(First first, Second second) {
  std::mutex mutex;
  const auto inside = [&](auto access) {
    if (!isRace)
      mutex.lock();
    access();
    if (!isRace)
      mutex.unlock();
  };
  runInTurn([&] { inside(first); }, [&] { inside(second); });
}

#endif
