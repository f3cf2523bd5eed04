// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// OpenMP as a library compiled by GCC brings it: its regions and tasks call the
// test's functions, which are compiled with the plugin.
#ifndef MAPSAN_TESTS_ORDER_GOMP_REGIONS_H
#define MAPSAN_TESTS_ORDER_GOMP_REGIONS_H

/// In a region of two threads, with the thread's number.
void region(void (*body)(int thread));

// The same, by what divides work among its threads.
void sections(void (*body)(int section));
void dynamicLoop(void (*body)(int iteration));
void guidedLoop(void (*body)(int iteration));
void monotonicDynamicLoop(void (*body)(int iteration));
void monotonicGuidedLoop(void (*body)(int iteration));
void monotonicRuntimeLoop(void (*body)(int iteration));
void nonmonotonicRuntimeLoop(void (*body)(int iteration));
void runtimeLoop(void (*body)(int iteration));
void doacross(void (*body)(int iteration));
void taskReduction(void (*body)(int thread));

// Regions that may be cancelled, and what follows in them.
void cancellableBarrier(void (*body)(int thread), void (*after)());
void cancellableLoop(void (*body)(int iteration), void (*after)());
void cancellableSections(void (*body)(int section), void (*after)());

// Inside of one.
void barrier();
void critical(void (*body)());
void criticalUnnamed(void (*body)());
void ordered(void (*body)(int iteration));
void loopOfTwo(void (*body)(int iteration));
void dynamicLoopOfTwo(void (*body)(int iteration));
void sectionsOfTwo(void (*body)(int section));
void reductionOfTwo(void (*body)(int iteration));
void atomically();
int numberOfOne(int (*body)());
void task(void (*body)());
void taskCopying(void (*body)());
void taskloop(void (*body)(int iteration));
void taskwait();
void taskgroup(void (*body)(), void (*meanwhile)());
void taskThatGives(void (*body)());
void taskwaitFor();

#endif
