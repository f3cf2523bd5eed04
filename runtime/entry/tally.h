// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// stats=2: each slow path, of either mode, counts its operation.
#ifndef MAPSAN_RUNTIME_ENTRY_TALLY_H
#define MAPSAN_RUNTIME_ENTRY_TALLY_H

#include "runtime/abi/operation.h"
#include "runtime/state/runtime.h"
#include "runtime/state/threads.h"

namespace mapsan {

void tallyOperation(MapTally &tally, ThreadRecord &self,
                    const MapsanOperation &op);

/// Counts the operation, if stats=2. One branch else.
inline void tally(ThreadRecord &self, const MapsanOperation &op) {
  MapTally *const tally = mapTally();
  if (__builtin_expect(tally != nullptr, 0))
    tallyOperation(*tally, self, op);
}

} // namespace mapsan

#endif
