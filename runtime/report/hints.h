// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a report's own facts say of the way out.
#ifndef MAPSAN_RUNTIME_REPORT_HINTS_H
#define MAPSAN_RUNTIME_REPORT_HINTS_H

#include "runtime/report/report.h"

namespace mapsan {

/// Adds them as notes. The report must have its map, sides, threads and locks.
void addHints(Report &report);

} // namespace mapsan

#endif
