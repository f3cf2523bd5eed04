// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One thread that modifies a map inside its own operation on it: a comparator,
// a hash, a constructor or a signal handler that comes back to the map.
#ifndef MAPSAN_RUNTIME_ENTRY_REENTRANCE_H
#define MAPSAN_RUNTIME_ENTRY_REENTRANCE_H

#include "runtime/abi/operation.h"
#include "runtime/state/threads.h"

namespace mapsan {

/// One thread modified a map inside its own operation on it. `other` is the
/// operation around if `op` is the inner one, and the inner one if not.
void meetSelf(ThreadRecord &self, MapsanOperation &op, bool isInner,
              const MapsanEntry &other);

} // namespace mapsan

#endif
