// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a thread comes to its record and how it parts with it: made by its creator
// or at its first operation, shown to compiled code, closed at its end.
#include "runtime/state/threads.h"

#include "runtime/abi/calls.h"
#include "runtime/platform/system.h"
#include "runtime/state/detection.h"
#include "runtime/state/runtime.h"
#include "runtime/state/thread_clocks.h"
#include "runtime/state/thread_names.h"
#include "runtime/state/thread_records.h"

namespace mapsan {

namespace {

// Before a thread is set up its ring is this one: always closed, never written,
// because its `mine` sends every operation into the slow path.
MapsanEntry emptyRing[kRingEntries];

// What tells the thread's own words from others in compiled code.
Word mineOf(const ThreadRecord &record, bool isIgnored = false) {
  const bool isSlow = isIgnored || mapTally() || isReportMode();
  return threadWord(isSlow ? kUninitialisedThread : record.id);
}

} // namespace

MapsanRecent noRecent = {kNeverTag, {}, {}, {}, ~uint64_t{0}, {}, {}, {}};

// With stats every operation is counted, and so comes by.
void exposeRecent(ThreadRecord &self) {
  __mapsan_thread.recent =
      self.clock && !options().stats && tableBits() == kTableBits
          ? &self.clock->recent()
          : &noRecent;
}

namespace {

// What was noted by the thread that had the record before, or before operations
// went unseen, is void. With stats=2 threads are slow as they are in report mode,
// and compiled code could not tell which it is.
void exposeHeldIterators(ThreadRecord &record, bool isIgnored) {
  __mapsan_thread.heldIterators = nullptr;
  if (isIgnored || mapTally())
    return;
  __builtin_memset(record.heldIterators, 0, sizeof record.heldIterators);
  __mapsan_thread.heldIterators = record.heldIterators;
}

void expose(ThreadRecord *record) {
  MapsanThread &thread = __mapsan_thread;
  record->tid = systemThreadId();
  record->isMain = record->tid == systemProcessId();
  record->stack = createdStackLimits(record->stackBytes);
  record->handle = pthread_self();
  record->lowestMap = record->stack.high - record->stack.low;
  record->hasAllLocks = record->isMain || record->isCreationKnown;
  if (record->isMain)
    keepProgramName();
  thread.operations = record->firstOperation = record->operations;
  thread.ring = record->ring;
  thread.reads = nullptr;
  thread.state = record;
  exposeRecent(*record);
  exposeHeldIterators(*record, false);
  __atomic_store_n(&record->exposed, &thread, __ATOMIC_RELEASE);
  __atomic_store_n(&record->isLive, 1u, __ATOMIC_RELEASE);
  __atomic_store_n(&thread.mine, mineOf(*record), __ATOMIC_RELEASE);
  watchThreadEnd();
  // A thread that nobody saw being made belongs to some library's inside.
  if (record->clock && (record->isMain || record->isJoinable))
    noteJoinable(joinableOf(record->clock), record->handle);
}

} // namespace

ThreadRecord *currentThread() {
  void *state = __mapsan_thread.state;
  if (state == kEndedThread)
    return nullptr;
  if (state)
    return static_cast<ThreadRecord *>(state);
  if (!ensureStarted())
    return nullptr;
  const SignalsHeld held;    // a handler would make a record, too
  if (__mapsan_thread.state) // main, set up by the start
    return knownThread();
  ThreadRecord *record = allocateRecord();
  if (record) {
    record->clock = openClock(nullptr);
    expose(record);
    if (record->clock && !record->isMain)
      detector().order().detach(record->clock);
  }
  return record;
}

ThreadRecord *prepareThread(const void *frame, uintptr_t stackBytes,
                            bool isJoinable) {
  ThreadRecord *creator = currentThread();
  ThreadRecord *record = creator ? allocateRecord() : nullptr;
  if (!record)
    return nullptr;
  record->stackBytes = stackBytes;
  record->creator = creator->id;
  record->isCreationKnown = true;
  record->isJoinable = isJoinable;
  record->clock = openClock(creator);
  if (record->clock && !isJoinable)
    detector().order().detach(record->clock);
  uint64_t pcs[CaptureCache::kMaxDepth];
  // std::thread is prebuilt code without frame pointers.
  const Walk walk = walkByTables(reinterpret_cast<uintptr_t>(frame),
                                 creator->stack, pcs, CaptureCache::kMaxDepth);
  record->creationStack = stackDepot().put(pcs, walk.count);
  return record;
}

void dropPrepared(ThreadRecord *record) {
  cancelClock(*record);
  releaseRecord(record);
}

// The next thread may get this stack, with the thread-local variables at its end.
static void forgetStack(const ThreadRecord &self) {
  if (isReportMode() && self.lowestMap < self.stack.high - self.stack.low)
    detector().forgetMaps(
        reinterpret_cast<void *>(self.stack.low + self.lowestMap),
        reinterpret_cast<void *>(self.stack.high));
}

// From here on the thread's operations are nobody's.
static void closeRecord(ThreadRecord *record) {
  forgetStack(*record);
  closeClock(*record);
  MapsanThread &thread = __mapsan_thread;
  __atomic_store_n(&thread.mine, threadWord(kUninitialisedThread),
                   __ATOMIC_RELEASE);
  thread.state = kEndedThread;
  thread.reads = nullptr;
  thread.heldIterators = nullptr;
  record->operations = thread.operations;
  keepOperations(*record);
  thread.ring = emptyRing;
  if (!record->name[0])
    keepOwnName(*record);
  __atomic_store_n(&record->suspect, ~uint64_t{0}, __ATOMIC_RELAXED);
  __atomic_store_n(&record->exposed, static_cast<MapsanThread *>(nullptr),
                   __ATOMIC_RELEASE);
  __atomic_store_n(&record->isLive, 0u, __ATOMIC_RELEASE);
  releaseRecord(record);
}

// A signal may have come before: what its handler did to maps was another thread's
// then, and nothing orders the two.
void adoptPrepared(ThreadRecord *record) {
  const SignalsHeld held;
  if (ThreadRecord *early = knownThread()) {
    record->signalStack = early->signalStack;
    early->signalStack = nullptr;
    closeRecord(early);
    if (isReportMode())
      detector().order().forgetHistory();
  }
  expose(record);
}

// A handler that ran in between would leave traces on a stack that is forgotten.
void finishThread() {
  const SignalsHeld held;
  if (ThreadRecord *record = knownThread())
    closeRecord(record);
}

void setIgnored(ThreadRecord &record, bool isIgnored) {
  __mapsan_thread.mine = mineOf(record, isIgnored);
  exposeHeldIterators(record, isIgnored);
}

uint32_t keepLocks(ThreadRecord &self) {
  return self.hasAllLocks && isReleaseCountComplete()
             ? self.locks.keep(stackDepot())
             : 0;
}

bool copyLocks(const ThreadRecord &thread, HeldLock *locks, uint32_t capacity,
               uint32_t &count) {
  count = 0;
  return thread.hasAllLocks && isReleaseCountComplete() &&
         thread.locks.copy(locks, capacity, count);
}

} // namespace mapsan

extern "C" {
mapsan::Word __mapsan_words[1u << mapsan::kTableBits];
__thread mapsan::MapsanThread __mapsan_thread = {
    mapsan::threadWord(mapsan::kUninitialisedThread),
    0,
    mapsan::emptyRing,
    nullptr,
    0,
    nullptr,
    &mapsan::noRecent,
    0};
}
