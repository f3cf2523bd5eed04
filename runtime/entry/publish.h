// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a settled conflict to text, and to the end of the process. One thread at
// a time builds a report (report_lock.h). With halt_on_error=1 the first report that
// is not suppressed ends the process; other threads with findings wait for that
// (with a bound), so there is exactly one, and never an exit without one.
//
// Not async-signal-safe, except publishCrash().
#ifndef MAPSAN_RUNTIME_ENTRY_PUBLISH_H
#define MAPSAN_RUNTIME_ENTRY_PUBLISH_H

#include "runtime/base/text_writer.h"
#include "runtime/entry/conflict.h"

namespace mapsan {

/// A race of these two operations was reported before: counts it again. Asked
/// before any stack is walked.
bool isRepeat(const MapsanSite &one, const MapsanSite &other);

/// The same for a note.
bool isRepeatedNote(const MapsanSite &one, const MapsanSite &other);

/// Reports; does not return if the process ends.
void publishReport(const Conflict &conflict);

/// Counts and keeps it for the list at exit.
void publishNote(const Conflict &conflict);

/// From a signal handler: writes the report and returns. `isLast`: the process
/// is about to die of the signal, so nobody may report after this. `isPlain`:
/// without a symbolizer, for the second attempt of a thread that crashed in the
/// first.
void publishCrash(const Conflict &conflict, bool isLast, bool isPlain);

/// At exit: notes, repeats, suppressions, stats. Returns the status the process
/// must end with, or -1 for its own.
int publishSummary();

/// At exit: which suppressions were used, and how often.
void printSuppressions(const Sink &out);

/// Child of fork: no report is being written, none was.
void forgetReports();

/// Reads the suppressions file named by the options. False: `error` says why.
bool loadSuppressions(TextWriter &error);

} // namespace mapsan

#endif
