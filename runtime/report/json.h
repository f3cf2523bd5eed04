// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The machine's form of everything that is reported: JSON Lines, one record a
// line. docs/report.schema.json is the contract, docs/reports.md explains it.
//
//   {"mapsan":1,"record":"process",...}   when the log is begun
//   {"mapsan":1,"record":"race",...}      the text report, and more
//   {"mapsan":1,"record":"note",...}      a potential conflict
//   {"mapsan":1,"record":"end",...}       the process ended by itself; counts
//
// Every line says by which process it was written and stands alone: logs may
// be cut, concatenated and sorted. A log without "end" belongs to a process
// that was killed or crashed.
//
// Formatting only, as print.h. Async-signal-safe if the sink is.
#ifndef MAPSAN_RUNTIME_REPORT_JSON_H
#define MAPSAN_RUNTIME_REPORT_JSON_H

#include "runtime/base/text_writer.h"
#include "runtime/report/report.h"

namespace mapsan {

/// Moves when a reader of the old form would misunderstand the new one; new
/// fields do not move it.
constexpr unsigned kJsonVersion = 1;

/// What is the same for all lines of a process. Strings may be null.
struct JsonProcess {
  int32_t pid, parent;
  const char *executable;
  const char *mode;      // "flag" or "report"
  const char *test;      // what runs just now, if the program said so
  const char *arguments; // each ended by a zero byte
  uint32_t argumentBytes;
  uint64_t startedMs; // since 1970
};

/// What happened in a process, for its last line.
struct JsonCount {
  const char *name;
  uint64_t value;
};

void writeJsonProcess(TextWriter &out, const JsonProcess &process);
void writeJsonReport(TextWriter &out, const JsonProcess &process,
                     const Report &report);
void writeJsonEnd(TextWriter &out, const JsonProcess &process,
                  const JsonCount *counts, unsigned count);

} // namespace mapsan

#endif
