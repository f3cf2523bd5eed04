// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words for one operation, one map, one thread, one lock: what the text
// report, the notes at exit and other formats say alike.
#ifndef MAPSAN_RUNTIME_REPORT_DESCRIBE_H
#define MAPSAN_RUNTIME_REPORT_DESCRIBE_H

#include "runtime/base/text_writer.h"
#include "runtime/report/report.h"

namespace mapsan {

/// "Previous read", "Write", "Iteration", ...
void describeRole(TextWriter &out, const Side &side);

/// operator[] inserted key "eu-1" (11 → 12 elements, rehash 11 → 23)
void describeOperation(TextWriter &out, const Report &report, const Side &side);

/// 'Router::routes_' (router.h:31), std::map<int, int> at 0x7f…, 12 elements
void describeMap(TextWriter &out, const Report &report,
                 const char *stripPathPrefix);

/// thread T2 'refresher', or main thread
void describeThread(TextWriter &out, const Report &report,
                    const Thread &thread);

/// holding no lock, or holding M1, M2; nothing if locks are not known
void describeLocksHeld(TextWriter &out, const Report &report, const Side &side);

/// M1 'Router::mu_' taken by T5 at router.cpp:51; T2 holds none → no common
/// lock
void describeLocks(TextWriter &out, const Report &report,
                   const char *stripPathPrefix);

/// router.cpp:31:12, as much of it as is known
void describePlace(TextWriter &out, const char *file, uint32_t line,
                   uint32_t column, const char *stripPathPrefix);

} // namespace mapsan

#endif
