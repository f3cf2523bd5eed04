// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The end of the process after a report, and what is said at a normal end.
#ifndef MAPSAN_RUNTIME_ENTRY_ENDING_H
#define MAPSAN_RUNTIME_ENTRY_ENDING_H

#include "runtime/report/print.h"
#include "runtime/report/report.h"

namespace mapsan {

/// Flushes stdio streams whose lock is free, then exits (or aborts) without
/// running destructors: other threads are alive.
[[noreturn]] void endProcess();

/// Flushes those streams only.
void flushStreams();

/// The embedder's callback, if there is one.
void callReportCallback(const Report &report);
void setReportCallback(void (*callback)(const Report &report, void *context),
                       void *context);

/// Notes wait for the end of the process, a line each. Under the report's lock.
void keepNote(const Report &report, const PrintStyle &style);
void forgetNotes();
void printKeptNotes(const Sink &sink);

/// What a process can tell of itself: for stats=1, and for the log's last line.
struct EndCount {
  const char *key;  // in the log
  const char *name; // for people
  uint64_t value;
};
constexpr unsigned kMaxEndCounts = 32;
unsigned endCounts(EndCount (&counts)[kMaxEndCounts]);

/// stats=1
void printStats(const Sink &sink);

/// Registers what happens at exit.
void watchExit();
void watchExitOfChild();

} // namespace mapsan

#endif
