// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The globals themselves.
#include "runtime/state/runtime.h"

#include "runtime/abi/word.h"
#include "runtime/platform/pages.h"

namespace mapsan {

namespace {
Options theOptions;
StackDepot theDepot;
SitePairs thePairs;
MapTally *theTally;
unsigned bitsUnused; // kTableBits - bits, so that zero is the default
uint64_t counts[static_cast<unsigned>(Count::End_)];
bool releaseCountComplete;
} // namespace

Options &options() { return theOptions; }
StackDepot &stackDepot() { return theDepot; }
SitePairs &sitePairs() { return thePairs; }

MapTally *mapTally() { return theTally; }
bool startTally() {
  theTally = static_cast<MapTally *>(mapPages(sizeof(MapTally)));
  return theTally;
}

unsigned tableBits() { return kTableBits - bitsUnused; }
void setTableBits(unsigned bits) { bitsUnused = kTableBits - bits; }

void count(Count what, uint64_t by) {
  __atomic_fetch_add(&counts[static_cast<unsigned>(what)], by,
                     __ATOMIC_RELAXED);
}
uint64_t counted(Count what) {
  return __atomic_load_n(&counts[static_cast<unsigned>(what)],
                         __ATOMIC_RELAXED);
}

void clearCount(Count what) {
  __atomic_store_n(&counts[static_cast<unsigned>(what)], uint64_t{0},
                   __ATOMIC_RELAXED);
}

bool isReleaseCountComplete() { return releaseCountComplete; }
void setReleaseCountComplete(bool isComplete) {
  releaseCountComplete = isComplete;
}

} // namespace mapsan
