// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From what the detector found to a report. `now` is the calling thread's
// operation, walked afresh; `earlier` is what was kept when it ran, perhaps
// minutes ago, perhaps by a thread that has ended.
#ifndef MAPSAN_RUNTIME_ENTRY_UNORDERED_H
#define MAPSAN_RUNTIME_ENTRY_UNORDERED_H

#include "runtime/core/access.h"
#include "runtime/core/saved_key.h"
#include "runtime/state/threads.h"

namespace mapsan {

void publishFindings(ThreadRecord &self, const MapsanOperation &op,
                     const Findings &findings);

/// Keys of operations: numbers come in blocks of kKeyBlock, the first one's is
/// the answer; a number's place is used again by later numbers.
constexpr uint32_t kKeyBlock = 64;
uint32_t takeKeyNumbers();
SavedKey &keptKey(uint32_t number);

} // namespace mapsan

#endif
