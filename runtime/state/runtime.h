// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime's global state. Everything is zero-initialised and valid so: slow
// paths may run before any constructor. What needs the entry layer (start,
// thread end) is a function that layer defines; state only calls it.
#ifndef MAPSAN_RUNTIME_STATE_RUNTIME_H
#define MAPSAN_RUNTIME_STATE_RUNTIME_H

#include "runtime/core/map_tally.h"
#include "runtime/core/site_pairs.h"
#include "runtime/core/stack_depot.h"
#include "runtime/options/options.h"

namespace mapsan {

Options &options();
StackDepot &stackDepot();
SitePairs &sitePairs();

/// Not null with stats=2. Then every thread takes every slow path, and no word
/// is ARMED: with that flag reads would be fast again.
MapTally *mapTally();
/// At the start. False: no memory.
bool startTally();

/// Bits of the table that compiled code uses; set by the first module.
unsigned tableBits();
void setTableBits(unsigned bits);

/// Counted for stats=1. Relaxed: a lost step does not matter.
enum class Count : uint8_t {
  Sites,
  SlowWrites,
  SlowReads,
  Armed,
  Captures,
  OnSharedMaps,
  Conflicts,
  Reports,
  Repeats,
  Notes,
  NotesKept,  // different ones
  Suppressed, // races, different ones
  Unproven,
  Nameless, // conflicts with a reader of which only the epoch is known
  Repairs,
  PartnerLive,
  PartnerEager,
  PartnerAfter,
  PartnerMailbox,
  PartnerSiteOnly,
  Unmapped, // times that the system had no memory for report mode
  End_
};
void count(Count what, uint64_t by = 1);
uint64_t counted(Count what);
void clearCount(Count what);

/// Interposition was checked at the start and every intercepted function that
/// the iteration check needs is ours.
bool isReleaseCountComplete();
void setReleaseCountComplete(bool isComplete);

/// mode=report. Set at the start, before the program's threads; never changes.
extern bool reportMode;
inline bool isReportMode() { return reportMode; }

// Defined by runtime/entry.

/// Starts the runtime if it is not started. False: not possible just now.
bool ensureStarted();
/// Makes finishThread() run at the end of the calling thread.
void watchThreadEnd();

} // namespace mapsan

#endif
