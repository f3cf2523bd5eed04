// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function that calls back, compiled without a frame pointer.
#ifndef MAPSAN_TESTS_UNIT_PLATFORM_STACK_FRAMELESS_H
#define MAPSAN_TESTS_UNIT_PLATFORM_STACK_FRAMELESS_H

/// Uses the frame pointer's register for something else on the way.
int callFrameless(int (*function)(void *), void *argument, int depth);

#endif
