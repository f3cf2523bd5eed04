// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fatal signals (DESIGN 5, "Crashes"): our handlers stand in front of the
// program's, and the program does not notice: sigaction(), signal() and
// sigaltstack() are intercepted and speak of the program's own.
#ifndef MAPSAN_RUNTIME_ENTRY_SIGNALS_H
#define MAPSAN_RUNTIME_ENTRY_SIGNALS_H

#include "runtime/state/threads.h"

namespace mapsan {

/// Installs the handlers, in front of those that are there. Before main.
void catchFatalSignals();

/// The calling thread's stack for them. A thread without one is not reported.
void giveSignalStack(ThreadRecord &self);
void takeSignalStack(ThreadRecord &self);

/// The signal's default action, whatever the program installed.
void standardAction(int signal);

/// Another sanitizer is writing a report: waits, with a bound, for its end,
/// which is the end of the process.
void waitForOtherSanitizer();

} // namespace mapsan

#endif
