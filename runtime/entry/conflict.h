// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A conflict that was found and is not settled yet: copies of what is known of
// both operations. The finder makes it; when the verdict depends on how an
// operation ends, the record is posted, the word gets ATTENTION, and whoever
// ends last settles it. No pointer leads into another thread's stack.
//
//   Free -> Building (finder fills in) -> Posted -> Taken (one thread works on
//   it) -> Posted again, or Free
//
// The pool is small and bounded. A posted record whose operations are both over
// and whose partner never looked (its fast path wiped ATTENTION) is settled by
// the next thread that needs a record, or at exit.
//
// Callable from slow paths, under the thread's guard.
#ifndef MAPSAN_RUNTIME_ENTRY_CONFLICT_H
#define MAPSAN_RUNTIME_ENTRY_CONFLICT_H

#include "runtime/abi/operation.h"
#include "runtime/core/moved_sites.h"
#include "runtime/core/verdict.h"
#include "runtime/report/report.h"
#include "runtime/state/threads.h"

namespace mapsan {

constexpr unsigned kKeyBytes = 96;

struct ConflictSide {
  uint32_t thread; // id
  const MapsanSite *site;
  Outcome outcome;
  uint64_t sequence; // of its ring entry while open; 0: it has none
  const void *frame;
  const void *returnAddress;

  StackOrigin origin;
  const char *ended;
  uint32_t pcCount;
  uint64_t pcs[kMaxPcs];

  uint64_t sizeBefore, sizeAfter, bucketsBefore, bucketsAfter;
  char key[kKeyBytes];
  bool isKeyLost;
  bool areLocksKnown;
  uint32_t lockCount;
  HeldLock locks[kSideLocks];
  const void *releasedLock; // held when the element was taken, and now no more

  Act act() const { return {site->effect, outcome}; }
  bool hasFullStack() const { return pcCount > 1; }
};

enum class ConflictState : uint32_t { Free, Building, Posted, Taken };

struct Conflict {
  uint32_t state;
  uint64_t token;    // names this use of the record; 0 when free
  uint32_t answered; // futex: the partner has filled in its side
  const void *map;
  uint32_t slot;
  uint64_t mapSize;
  Evidence evidence;
  const char *evidenceDetail;
  // Unordered: what each side synchronised on, null if that is not known: the
  // finder's last acquired object, and what the other released first after its
  // operation. In the order of `sides`.
  const void *lastSync[2];
  Title title;
  bool isTitleFixed;
  bool isFinderDone;
  uint32_t creator;       // of the map: thread id, 0 if not known
  uint32_t creationStack; // depot number
  bool isSingle; // one thread did both: sides[1] is the operation around
  ConflictSide sides[2]; // finder, partner
};

/// A record in state Building, empty but for what is given; null when all are
/// in use.
Conflict *claimConflict(const void *map, Evidence evidence,
                        uint64_t mapSize = kUnknownSize);
void freeConflict(Conflict &conflict);

/// Posted: the partner (or a visitor) may take it.
void postConflict(Conflict &conflict);

/// Posted -> Taken by the caller; false if it is not posted, or if `token` is
/// given and the record has another use by now.
bool takeConflict(Conflict &conflict, uint64_t token = 0);

/// The next posted conflict that waits for this (the calling) thread's
/// operation with that sequence, taken; null if none. sequence 0: for any
/// operation that is over.
Conflict *takeConflictFor(const ThreadRecord &self, uint64_t sequence);

/// For a thread that crashes: a posted conflict that is a race as it stands, or
/// waits for the end of one of this thread's operations, which will not come
/// now (`isOpen` tells); taken. Null if there is none.
Conflict *takeConflictAtCrash(bool (*isOpen)(const void *context,
                                             const Conflict &conflict,
                                             const ConflictSide &side),
                              const void *context);

/// Child of fork: what others had found is not its own.
void forgetConflicts();

extern uint32_t postedConflicts;

/// True if any record is posted: a cheap test.
inline bool areConflictsPosted() {
  return __atomic_load_n(&postedConflicts, __ATOMIC_RELAXED) != 0;
}

/// Taken or Building: judges, reports or notes, and frees. A pending verdict
/// posts it again.
void settle(Conflict &conflict);

/// A module goes, and its sites with it.
void turnConflicts(const MovedSites &moved);

/// Takes and settles everything posted, as it stands. For exit and the like.
void settleLeftovers();

} // namespace mapsan

#endif
