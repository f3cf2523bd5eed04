// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Marked methods that are called through pointers.
#ifndef MAPSAN_PLUGIN_IR_THUNKS_H
#define MAPSAN_PLUGIN_IR_THUNKS_H

#include "plugin/ir/plan.h"

namespace mapsan {

/// Adds a function to the module for each marked method whose address is
/// taken, lets the address be that function's, and plans the call inside it.
void addThunks(llvm::Module &module, Plan &plan);

} // namespace mapsan

#endif
