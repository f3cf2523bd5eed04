// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two threads that TBB has, on any machine: the caller and a worker. A test that
// waits inside a task knows that the other is at it.
#ifndef MAPSAN_TESTS_SUPPORT_TBB_ARENA_H
#define MAPSAN_TESTS_SUPPORT_TBB_ARENA_H

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

inline oneapi::tbb::global_control
    twoThreads(oneapi::tbb::global_control::max_allowed_parallelism, 2);
inline oneapi::tbb::task_arena arena(2, 1);

#endif
