// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Steps of iterators that were found by their value.
#ifndef MAPSAN_RUNTIME_ENTRY_HELD_STEP_H
#define MAPSAN_RUNTIME_ENTRY_HELD_STEP_H

#include "runtime/abi/operation.h"

namespace mapsan {

/// __mapsan_iterate for kHeld: what to note in the place of op.stored, or kNoWord.
Word stepHeld(MapsanOperation &op);

} // namespace mapsan

#endif
