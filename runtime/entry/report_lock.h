// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who may build a report: one thread at a time. With halt_on_error=1 the first
// report that is not suppressed ends the process, and nobody gets the lock again:
//
//   free -> taken -> free      suppressed, a repeat, or halt_on_error=0
//   free -> taken -> ending    the process ends
//
// All of it is async-signal-safe.
#ifndef MAPSAN_RUNTIME_ENTRY_REPORT_LOCK_H
#define MAPSAN_RUNTIME_ENTRY_REPORT_LOCK_H

#include <stdint.h>

namespace mapsan {

/// False: another thread has had the lock for that long, or ends the process.
bool enterReport(uint32_t patienceMs);
void leaveReport();

/// The holder: the report to come ends the process.
void startEnding();

/// The holder: the report that ends the process is out.
void endingIsPrinted();
bool isEndingPrinted();

/// The calling thread writes a report just now.
bool isWritingReport();

/// Waits, with a bound, until nobody writes a report. False at the bound.
bool waitForReports(uint32_t patienceMs = 60'000);

/// Child of fork: no report is being written.
void resetReportLock();

} // namespace mapsan

#endif
