// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef MAPSAN_PLUGIN_IR_REMARKS_H
#define MAPSAN_PLUGIN_IR_REMARKS_H

#include "plugin/ir/plan.h"

namespace mapsan {

/// -Rpass=mapsan: each operation that is instrumented. -Rpass-missed=mapsan:
/// each that is left alone. Also in -fsave-optimization-record.
void emitRemarks(const Plan &plan);

} // namespace mapsan

#endif
