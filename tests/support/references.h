// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One thread takes a reference from a map under a lock and uses it without, and
// another one changes the map under the same lock: before the use, or after it. The
// steps come one after the other by barriers that MapSan does not see.
//
//   void use(Schedule &schedule) {
//     schedule.mutex.lock();
//     long &age = ages.at(1);
//     schedule.mutex.unlock();
//     schedule.pause();
//     ++age;
//   }
//   changeThenUse(use, [] { ages.erase(1); });
#ifndef MAPSAN_TESTS_SUPPORT_REFERENCES_H
#define MAPSAN_TESTS_SUPPORT_REFERENCES_H

#include "mapsan_test.h"

#include <mutex>
#include <thread>

struct Schedule {
  std::mutex mutex;
  Barrier isTaken, mayUse;

  /// Between taking and using.
  void pause() {
    isTaken.arrive();
    mayUse.wait();
  }
};

template <typename Use, typename Change>
void useThenChange(Use use, Change change) {
  Schedule schedule;
  schedule.mayUse.arrive();
  runInTurn([&] { use(schedule); },
            [&] {
              std::lock_guard<std::mutex> guard(schedule.mutex);
              change();
            });
}

template <typename Use, typename Change>
void changeThenUse(Use use, Change change) {
  Schedule schedule;
  runBoth([&] { use(schedule); },
          [&] {
            schedule.isTaken.wait();
            {
              std::lock_guard<std::mutex> guard(schedule.mutex);
              change();
            }
            schedule.mayUse.arrive();
          });
}

#endif
