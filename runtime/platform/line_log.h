// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The log for machines: whole lines, appended to <log_path>.<exe>.<pid>.jsonl.
// A process writes a file of its own, a forked child too. The file is opened
// with its first line. A line that the disk does not take is taken back, so that
// what is in the file stays readable, and one sentence says so on standard
// error.
//
// One line at a time: callers hold the report's lock. Async-signal-safe.
#ifndef MAPSAN_RUNTIME_PLATFORM_LINE_LOG_H
#define MAPSAN_RUNTIME_PLATFORM_LINE_LOG_H

#include "runtime/base/text_writer.h"

namespace mapsan {

/// Remembers where to write; null, "", "stderr" and "stdout" mean: nowhere.
void openLineLog(const char *logPath);
bool hasLineLog();

/// True if this process has not written a line yet.
bool isLineLogNew();

void beginLine();
Sink lineSink();
/// False: the line is not in the log.
bool endLine();

/// What the log says of the process. Strings are "" if the system does not tell.
const char *executablePath();
/// Arguments as the kernel has them, each ended by a zero byte.
const char *commandLine(size_t &length);

} // namespace mapsan

#endif
