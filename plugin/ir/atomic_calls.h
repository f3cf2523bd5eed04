// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tells the runtime of atomic operations: releases are counted, which the
// iteration check of flag mode asks for, and in report mode each operation is
// an edge of the happens-before order (runtime/core/happens_before.h says what
// is told before an operation and what after it).
#ifndef MAPSAN_PLUGIN_IR_ATOMIC_CALLS_H
#define MAPSAN_PLUGIN_IR_ATOMIC_CALLS_H

#include "plugin/ir/atomics.h"

namespace mapsan {

/// To be called before the unit's operations are wrapped: wrappers have fences
/// of their own. `hasMaps`: the unit needs the runtime anyway; else it must
/// link without. True if the module was changed.
bool instrumentAtomics(llvm::Module &module, bool hasMaps);

} // namespace mapsan

#endif
