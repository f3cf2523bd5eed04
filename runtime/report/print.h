// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text of a report. Formatting only: what is in the report is printed, what
// is not known is left out. Async-signal-safe if the sink is.
#ifndef MAPSAN_RUNTIME_REPORT_PRINT_H
#define MAPSAN_RUNTIME_REPORT_PRINT_H

#include "runtime/base/text_writer.h"
#include "runtime/report/report.h"

namespace mapsan {

struct PrintStyle {
  bool color = false;
  const char *stripPathPrefix = nullptr; // removed from the front of files
};

constexpr size_t kMaxReportBytes = 64u << 10;

/// At most kMaxReportBytes; a longer one is cut, and its last lines are the
/// summary nevertheless.
void printReport(const Report &report, const PrintStyle &style,
                 const Sink &sink);

/// One line, for the potential conflicts that are listed at exit.
void printNote(const Report &report, const PrintStyle &style, const Sink &sink);

} // namespace mapsan

#endif
