// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where reports go: standard error, or the file that log_path names. Whole
// texts are written in a loop until the system took all of them. The file is
// opened when the first report comes; if that fails, or the disk is full, the
// text goes to standard error: no report is lost.
//
// Callable from anywhere, signal handlers included, after openOutput().
#ifndef MAPSAN_RUNTIME_PLATFORM_OUTPUT_H
#define MAPSAN_RUNTIME_PLATFORM_OUTPUT_H

#include "runtime/base/text_writer.h"

namespace mapsan {

enum class ColorChoice : uint8_t { Auto, Always, Never };

/// Remembers where to write. log_path: null or "" or "stderr": standard error;
/// "stdout"; else the file <log_path>.<pid>.
void openOutput(const char *logPath, ColorChoice color);

/// A sink that writes there.
Sink outputSink();

/// True if colours are wanted: `always`, or a terminal and NO_COLOR is unset.
bool outputWantsColor();

/// Writes straight to standard error (messages about options).
Sink standardErrorSink();

} // namespace mapsan

#endif
