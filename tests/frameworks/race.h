// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One race, in whichever test calls it: a thread of its own writes, the test reads,
// in this order, and nothing orders them.
#ifndef MAPSAN_TESTS_FRAMEWORKS_RACE_H
#define MAPSAN_TESTS_FRAMEWORKS_RACE_H

#include "mapsan_test.h"

#include <map>

inline std::map<int, int> ages;

inline bool addAndCount() {
  Barrier added;
  std::thread writer([&] {
    ages.emplace(1, 30);
    added.arrive();
  });
  added.wait();
  const bool isThere = ages.count(1) == 1;
  writer.join();
  return isThere;
}

#endif
