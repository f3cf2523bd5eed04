// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Report mode: what the slow paths of compiled code do when each operation is
// told to the detector. Every thread's `mine` says slow, so every operation
// comes here; the table of words stays untouched.
//
//   begin   shortcut, or stack + locks + key kept, checked and recorded
//   end     of a write: what it changed; checked and recorded. Of a read:
//           nothing, unless the map's word has moved
//   step    of an iterator: a read
//
// Findings are published from the thread that made them, before the operation
// that they were found at runs (or ends).
#ifndef MAPSAN_RUNTIME_ENTRY_TRACKING_H
#define MAPSAN_RUNTIME_ENTRY_TRACKING_H

#include "runtime/abi/operation.h"
#include "runtime/state/detection.h"

namespace mapsan {

/// What __mapsan_read_begin answers.
Word trackRead(MapsanOperation &op);
void trackReadEnd(MapsanOperation &op);

void trackWrite(MapsanOperation &op);
void trackWriteEnd(MapsanOperation &op);
void trackConstructed(MapsanOperation &op);

/// What the detector is to remember of an operation that has no end: its stack,
/// locks and key are kept.
Access keepAccess(const Ordering &ordering, const MapsanOperation &op);

/// What __mapsan_iterate answers.
Word trackStep(MapsanOperation &op);

} // namespace mapsan

#endif
