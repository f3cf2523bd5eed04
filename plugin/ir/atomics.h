// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts a thread's release-side atomics: the iteration check asks whether the
// thread handed anything to others between two steps (runtime/entry/iterate.cpp).
#ifndef MAPSAN_PLUGIN_IR_ATOMICS_H
#define MAPSAN_PLUGIN_IR_ATOMICS_H

#include "llvm/IR/Module.h"

namespace mapsan {

/// Before every release, acq_rel and seq_cst store, read-modify-write and fence.
/// To be called before the unit's operations are wrapped: wrappers have fences
/// of their own. `hasMaps`: the unit needs the runtime anyway, so the count is
/// moved in place; else through a function that may be missing. True if the
/// module was changed.
bool countReleases(llvm::Module &module, bool hasMaps);

} // namespace mapsan

#endif
