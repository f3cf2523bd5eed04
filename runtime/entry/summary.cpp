// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is said at exit: kept notes, how much was found and looked at, repeats,
// suppressions that were used, stats.
#include "runtime/entry/ending.h"
#include "runtime/entry/log.h"
#include "runtime/entry/publish.h"
#include "runtime/entry/report_lock.h"
#include "runtime/platform/output.h"
#include "runtime/state/detection.h"
#include "runtime/state/runtime.h"
#include "runtime/state/threads.h"

namespace mapsan {

// 2 races and 1 note in 12 maps, 4000 operations recorded; 1 suppressed. Operations
// that repeat what their thread did in this epoch are not; flag mode counts neither
// maps nor operations.
static void summarise(TextWriter &text) {
  const auto several = [&](uint64_t number, const char *what) -> TextWriter & {
    return text.number(number).put(' ').put(what).put(number == 1 ? "" : "s");
  };
  const uint64_t races = counted(Count::Reports);
  const uint64_t notes = counted(Count::NotesKept);
  const uint64_t hidden = counted(Count::Suppressed);
  if (!races && !notes && !hidden && options().verbosity == 0)
    return;
  text.put("MapSan: ");
  several(races, "race").put(" and ");
  several(notes, "note");
  if (isReportMode()) {
    collectCounts();
    text.put(" in ");
    several(detector().counts().maps, "map").put(", ");
    several(counted(Count::SlowReads) + counted(Count::SlowWrites), "operation")
        .put(" recorded");
  }
  text.put("; ").number(hidden).put(" suppressed\n");
}

int publishSummary() {
  waitForReports();
  const Sink out = outputSink();
  printKeptNotes(out);
  char buffer[512];
  TextWriter text(buffer, sizeof buffer, &out);
  if (isReportMode() || !options().halt_on_error)
    summarise(text);
  if (counted(Count::Unmapped)) // silence would look like a pass
    text.put("MapSan: the system had no memory for what mode=report remembers; "
             "races may have been missed\n");
  if (const uint64_t repeats = counted(Count::Repeats); repeats)
    text.put("MapSan: ")
        .number(repeats)
        .put(repeats == 1 ? " repeat" : " repeats")
        .put(" of reported conflicts not shown\n");
  text.flush();
  if (options().print_suppressions)
    printSuppressions(out);
  printStats(out);
  logEnd();
  return counted(Count::Reports) && options().exitcode ? options().exitcode
                                                       : -1;
}

} // namespace mapsan
