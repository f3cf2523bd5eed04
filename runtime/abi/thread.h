// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What compiled code touches of a thread: one TLS block of 64 bytes, the ring
// of its last writing operations, and the chain of its open reads.
//
// The ring. A writing operation takes entry number (operations & 15) of its
// thread's ring, unless that entry is still open (an operation around us began
// it): then the slow path finds another. Only the owner writes an entry; other
// threads copy it and trust the copy only if `sequence` was the same, and not
// 0, before and after:
//
//   owner, begin:  sequence = 0; [release] fields...; sequence = 2n + 1
//   [release] owner, end:    sequence = 2n [release]        (2n + 1: open, 2n:
//   closed)
//
// n is the thread's operation counter, never reused, so the same odd sequence
// before and after means: the same operation was inside all the time.
//
// Compiled code increments `operations` before it writes the entry's first
// field: a signal handler that operates on maps in between then takes the next
// entry and mixes nothing up.
//
// The read chain. A read keeps {map, site, frame, the word it saw} in its own
// stack frame and links it into `reads`; the crash handler compares the word.
// Another thread may look at the chain by fault-tolerant copy only. A record
// below the current stack pointer is stale (longjmp). A read of a slot that is
// not simply this thread's own also keeps the count of releases: with it others
// can tell that the record is not stale (core/evidence.h, 3).
#ifndef MAPSAN_RUNTIME_ABI_THREAD_H
#define MAPSAN_RUNTIME_ABI_THREAD_H

#include "runtime/abi/held_iterators.h"
#include "runtime/abi/recent.h"
#include "runtime/abi/word.h"

#include <stdint.h>

namespace mapsan {

struct MapsanSite;

struct MapsanEntry {
  uint64_t sequence;
  const void *map;
  const MapsanSite *site;
  const void
      *pc; // inside the operation; its line table row has the inline chain
  const void *frame;         // frame address of the function that holds pc
  const void *returnAddress; // as found at frame + 8 when the operation began
  Word word;                 // the word it stored: version, thread, WRITING
  uint64_t stack; // the runtime's: depot numbers of stack and locks, or 0
};

constexpr unsigned kRingEntries = 16;

struct MapsanRead {
  MapsanRead *outer;
  const void *map;
  const MapsanSite *site;
  const void *frame;
  Word seen; // the word its begin loaded, or got from __mapsan_read_begin
  uint64_t releases; // MapsanThread::releases then; see hasReleases()
};

struct MapsanThread {
  uint64_t mine;       // threadWord(id), or threadWord(kUninitialisedThread)
  uint64_t operations; // writing operations begun so far
  MapsanEntry *ring;   // kRingEntries of them
  MapsanRead *reads;   // innermost open read
  uint64_t releases;   // release-side synchronisations so far (iteration check)
  void *state;         // the runtime's
  MapsanRecent *recent;              // never null
  MapsanHeldIterator *heldIterators; // kHeldIterators + kHeldEnds, or null
};

static_assert(sizeof(MapsanEntry) == 64, "move kAbiVersion");
static_assert(sizeof(MapsanRead) == 48, "move kAbiVersion");
static_assert(sizeof(MapsanThread) == 64, "move kAbiVersion");

} // namespace mapsan

#endif
