// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Report mode: the elements that an operation of the calling thread gave back to
// the allocator.
#ifndef MAPSAN_RUNTIME_ENTRY_FREED_H
#define MAPSAN_RUNTIME_ENTRY_FREED_H

#include "runtime/core/access.h"
#include "runtime/state/threads.h"

namespace mapsan {

/// At the operation's end. `access`: as the detector was told, or without a
/// stack if it was not.
void tellFreed(const MapsanOperation &op, const Access &access);

} // namespace mapsan

#endif
