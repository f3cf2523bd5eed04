// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is written to the log for machines, and when (report/json.h has the
// form): the process when the runtime starts, each report and each note as it
// is published, the counts at the end.
//
// Callers hold the report's lock, or are alone.
#ifndef MAPSAN_RUNTIME_ENTRY_LOG_H
#define MAPSAN_RUNTIME_ENTRY_LOG_H

#include "runtime/report/report.h"

namespace mapsan {

void beginLog();
void logReport(const Report &report);
void logEnd();

/// What the program is testing just now, for the lines that follow; null: it
/// does not say any more. Copied.
void nameTest(const char *name);
/// That name; "" if there is none. Valid until the next call.
const char *currentTest();

} // namespace mapsan

#endif
