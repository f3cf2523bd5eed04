// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A thread is about to die: a fatal signal, or another sanitizer's report. If
// that happens inside a map operation, and another thread is in the map now or
// was during the operation, the death is that conflict's doing, and the report
// is written here (DESIGN 5, "Crashes").
//
// Async-signal-safe.
#ifndef MAPSAN_RUNTIME_ENTRY_CRASH_H
#define MAPSAN_RUNTIME_ENTRY_CRASH_H

#include "runtime/state/threads.h"

namespace mapsan {

/// `cause`: "SIGSEGV". `context`: the signal's ucontext_t, or null. `isLast`:
/// the process ends with this. `isPlain`: the first attempt crashed.
void reportCrash(const ThreadRecord &self, const char *cause,
                 const void *context, bool isLast, bool isPlain);

} // namespace mapsan

#endif
