// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two threads that TBB has, on any machine: the caller and a worker. A test that
// waits inside a task knows that the other is at it. TBB makes the worker when it
// first needs one, which would order it: startWorker() is that moment.
#ifndef MAPSAN_TESTS_SUPPORT_TBB_ARENA_H
#define MAPSAN_TESTS_SUPPORT_TBB_ARENA_H

#include "mapsan_test.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

inline oneapi::tbb::global_control
    twoThreads(oneapi::tbb::global_control::max_allowed_parallelism, 2);
inline oneapi::tbb::task_arena arena(2, 1);

inline void startWorker() {
  static Barrier isThere;
  arena.enqueue([] { isThere.arrive(); });
  isThere.wait();
}

#endif
