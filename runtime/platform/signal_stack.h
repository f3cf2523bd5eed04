// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A stack for signal handlers: the thread's own may have overflowed, and an
// alternate stack of the program's may be too small for a report. Pages that no
// signal touches cost nothing. Callable from anywhere.
#ifndef MAPSAN_RUNTIME_PLATFORM_SIGNAL_STACK_H
#define MAPSAN_RUNTIME_PLATFORM_SIGNAL_STACK_H

#include <stddef.h>

namespace mapsan {

constexpr size_t kSignalStackBytes = 128u << 10;

/// Null when there is no memory. The page below it is not accessible.
void *mapSignalStack();
void unmapSignalStack(void *stack);

/// Calls function(argument) on that stack. If the thread is on it already, just
/// calls.
void callOnSignalStack(void *stack, void (*function)(void *), void *argument);

} // namespace mapsan

#endif
