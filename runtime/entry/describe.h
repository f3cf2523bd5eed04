// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fills a report (runtime/report/report.h) from a conflict. Only copies; what
// is not known is left out.
#ifndef MAPSAN_RUNTIME_ENTRY_DESCRIBE_H
#define MAPSAN_RUNTIME_ENTRY_DESCRIBE_H

#include "runtime/entry/conflict.h"

namespace mapsan {

Title titleOf(const Conflict &conflict);
Title titleOf(Effect one, Effect other);

void describe(const Conflict &conflict, Report &report);

} // namespace mapsan

#endif
