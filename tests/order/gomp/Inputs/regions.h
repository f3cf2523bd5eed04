// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// OpenMP as a library compiled by GCC brings it: its regions and tasks call the
// test's functions, which are compiled with the plugin.
#ifndef MAPSAN_TESTS_ORDER_GOMP_REGIONS_H
#define MAPSAN_TESTS_ORDER_GOMP_REGIONS_H

/// In a region of two threads, with the thread's number.
void region(void (*body)(int thread));

// Inside of one.
void barrier();
void critical(void (*body)());
void ordered(void (*body)(int iteration));
void loopOfTwo(void (*body)(int iteration));
int numberOfOne(int (*body)());
void task(void (*body)());
void taskCopying(void (*body)());
void taskwait();

#endif
