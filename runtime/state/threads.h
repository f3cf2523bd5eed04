// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The threads of the process. Each has a record: its ring, its name, where it
// comes from, the locks it holds. Records are type-stable (never unmapped,
// never used for anything else) and recycled late, so that any thread may look
// into any record at any time; what it reads counts only if `id` is the same
// before and after.
//
// A thread gets its record from its creator (pthread_create is intercepted) or
// at its first slow path. Its number is 22 bits, from 1, and not used again
// before all others were.
//
// find and forEach: anywhere. attach, prepare, finish: not inside each other;
// they take a lock with a bounded number of attempts and may answer null ("not
// tracked").
#ifndef MAPSAN_RUNTIME_STATE_THREADS_H
#define MAPSAN_RUNTIME_STATE_THREADS_H

#include "runtime/abi/calls.h"
#include "runtime/abi/thread.h"
#include "runtime/core/capture_cache.h"
#include "runtime/core/held_locks.h"
#include "runtime/core/look_pace.h"
#include "runtime/core/saved_key.h"
#include "runtime/platform/stack.h"

#include <pthread.h>

namespace mapsan {

/// What slow paths count so often that a shared counter would hurt.
struct FrequentCounts {
  uint64_t slowWrites, slowReads, captures;
  uint64_t onSharedMaps; // with stats=2
};

class ThreadClock;
struct TrackedOperation;
struct FreedBlock;

/// A write of this thread inside an operation on the same map that the detector
/// was not told of (report mode).
struct InnerWrite {
  const void *map;
  const MapsanSite *site;
  const void *frame; // gone
  uint32_t stack;    // in the depot
  Word word;         // that it left
};

/// What pthread_once is about to call.
struct OnceCall {
  const void *control;
  void (*function)();
};

/// An open read of another thread, and when it was first seen.
struct SeenRead {
  uint32_t thread; // id; 0: none
  const MapsanRead *place;
  MapsanRead record;
  uint64_t sinceMs;
};

struct ThreadRecord {
  MapsanEntry ring[kRingEntries];
  SavedKey keys[kRingEntries]; // of the entry with the same index
  MapsanHeldIterator heldIterators[kHeldIterators + kHeldEnds];

  // Written by the owner, or before the thread runs; read by anybody.
  uint32_t id;           // 0: nobody
  uint32_t isLive;       // 0: the thread has ended
  MapsanThread *exposed; // its TLS block while it is live
  uint64_t suspect; // open entries of operations up to this one prove nothing
  uint64_t raised;  // the same, while an exception is on its way; else 0
  int32_t tid;
  bool isMain;
  bool isCreationKnown;
  bool isJoinable;        // made so; it may have been detached since
  uint32_t creator;       // id
  uint32_t creationStack; // depot number
  StackLimits stack;
  pthread_t handle; // while it is live
  char name[32];    // when it ended, or set by the program; else empty
  HeldLocks locks;
  bool hasAllLocks; // every lock it took was seen: it was known from its start

  // The owner's alone.
  uint32_t inside;      // slow paths entered and not left: re-entrance guard
  uint32_t ignores;     // mapsan_ignore_begin without end
  uint32_t raises;      // exceptions on their way
  uint32_t crashes;     // fatal signals being handled
  uint32_t crashSignal; // the first of them, as entry/signals.cpp counts
  void *signalStack;
  uint64_t operations;
  uint64_t firstOperation;   // the counter when the thread began
  ThreadClock *clock;        // report mode, else null (detection.h)
  TrackedOperation *tracked; // kept for the record's next thread
  uint32_t trackedCount;     // open_operations.h
  FreedBlock *freed;         // likewise; inside of them
  uint32_t freedCount;
  InnerWrite innerWrite; // entry/tracking.cpp
  const MapsanOperation
      *guest;                // the last that began with another thread inside
  uint32_t notedNumber;      // the clock's, once thread_history.h has it
  uint32_t nextKey, lastKey; // numbers for kept keys (entry/unordered.h)
  const void *standing; // the frame to walk from instead of the operation's
  CaptureCache captures;
  uint32_t modulesLeft;  // when `captures` was last empty (platform/modules.h)
  uint32_t closing;      // calls of dlclose that it is inside of
  uintptr_t lowestMap;   // on its stack, from stack.low on; none: stack's size
  LookPace looks;        // for readers that do not come back (entry/readers.h)
  uint64_t looksAt;      // sequence of the operation that will look at its end
  uint32_t looksFrom;    // number of the thread to look at first
  SeenRead seenRead;     // inside a map that this thread wrote
  FrequentCounts counts; // not yet in the global ones
  void *(*start)(void *);
  void *argument;
  int (*startC11)(void *); // thrd_create: instead of start
  OnceCall once;
  void *team;           // of libgomp's: the one this thread works in (gomp.cpp)
  unsigned teamRound;   // of its barriers; parity is what counts
  uintptr_t stackBytes; // what its creator asked for; 0 is not known

  uint32_t index;
  ThreadRecord *nextFree;

  /// Report mode: if the map lies on this thread's stack, it goes with it.
  void noteOnStack(const void *map) {
    const uintptr_t at = reinterpret_cast<uintptr_t>(map) - stack.low;
    if (__builtin_expect(at < lowestMap, 0))
      lowestMap = at;
  }
};

/// MapsanThread::recent of threads without the shortcut.
extern MapsanRecent noRecent;

/// Report mode: compiled code of the calling thread may take the shortcut.
void exposeRecent(ThreadRecord &self);

/// MapsanThread::state of a thread whose record is no longer its own.
inline void *const kEndedThread = reinterpret_cast<void *>(1);

/// The calling thread's record, made at the first call; null if that is not
/// possible now, or if the thread is ending.
ThreadRecord *currentThread();

/// The same, but never makes one.
inline ThreadRecord *knownThread() {
  void *state = __mapsan_thread.state;
  return state == kEndedThread ? nullptr : static_cast<ThreadRecord *>(state);
}

/// The record of a thread that is about to be created, or null. `stackBytes`:
/// the size of its stack, 0 if that is not known.
ThreadRecord *prepareThread(const void *frame, uintptr_t stackBytes,
                            bool isJoinable = true);
void dropPrepared(ThreadRecord *record);
void adoptPrepared(ThreadRecord *record);

/// The calling thread ends.
void finishThread();

/// Adds what threads counted themselves to the global counters.
void collectCounts();

/// The thread with this id, also if it has ended; null if unknown by now.
ThreadRecord *findThread(uint32_t id);

/// Calls visit(context, record) for each live thread; stops when it says true.
bool forEachThread(bool (*visit)(void *context, ThreadRecord &record),
                   void *context);

/// Open entries of operations up to this one prove nothing.
uint64_t suspectOf(const ThreadRecord &record);

/// The same for every record, also of threads that have ended.
bool forEachRecord(bool (*visit)(void *context, ThreadRecord &record),
                   void *context);

/// In the child of fork: the others are gone.
void forgetOtherThreads();

/// mapsan_ignore_begin/end: every operation takes the slow path meanwhile.
void setIgnored(ThreadRecord &record, bool isIgnored);

/// "T5" is thread id 6: the main thread is T0.
inline uint32_t reportNumber(uint32_t id) { return id - 1; }

/// The program named a thread of its own.
void noteThreadName(pthread_t handle, const char *name);
void noteThreadName(ThreadRecord &record, const char *name);
/// The same for reports only: the system does not know this name.
void nameThreadForReports(ThreadRecord &record, const char *name);

/// The locks the calling thread holds, as a number (HeldLocks::keep), and what
/// stands behind a number or a live list. False or 0: not known.
uint32_t keepLocks(ThreadRecord &self);
bool copyLocks(const ThreadRecord &thread, HeldLock *locks, uint32_t capacity,
               uint32_t &count);

/// The name for reports into `name`, empty if it has none of its own.
void threadName(const ThreadRecord &record, char *name, uint32_t capacity);

uint32_t threadsSeen();

/// Writing operations and constructions of all threads, those that ended too.
/// Fast reads count nothing: readers write no memory. With stats=2 no read is
/// fast.
uint64_t writingOperations();

} // namespace mapsan

#endif
