// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Records lie in chunks that are mapped when needed. A record that became free
// waits in a queue behind kQuarantine others, so that who saw an operation of
// an ended thread can still name it.
#include "runtime/state/threads.h"

#include "runtime/abi/calls.h"
#include "runtime/core/environment.h"
#include "runtime/platform/memory_copy.h"
#include "runtime/platform/pages.h"
#include "runtime/platform/system.h"
#include "runtime/state/detection.h"
#include "runtime/state/runtime.h"
#include "runtime/state/thread_clocks.h"

namespace mapsan {

namespace {

constexpr uint32_t kChunkRecords = 64, kMaxChunks = 4096, kQuarantine = 256;

// Before a thread is set up its ring is this one: always closed, never written,
// because its `mine` sends every operation into the slow path.
MapsanEntry emptyRing[kRingEntries];

ThreadRecord *chunks[kMaxChunks];
char programName[16];                   // what threads inherit as their name
uint32_t recordCount;                   // records ever made
uint32_t recordOfId[1u << kThreadBits]; // index + 1; touched as used
uint32_t lastId;
uint32_t seen;
SpinLock registryLock;
ThreadRecord *freeHead, *freeTail;
uint32_t freeCount;
uint64_t operationsOfEnded;

// The owner may have been descheduled, with many threads starting at once.
bool enterRegistry() {
  return lockPatiently(registryLock, {nullptr, letOthersRun});
}

ThreadRecord &recordAt(uint32_t index) {
  return __atomic_load_n(&chunks[index / kChunkRecords],
                         __ATOMIC_ACQUIRE)[index % kChunkRecords];
}

ThreadRecord *takeFree() {
  ThreadRecord *record = freeHead;
  freeHead = record->nextFree;
  if (!freeHead)
    freeTail = nullptr;
  --freeCount;
  return record;
}

ThreadRecord *makeRecord() {
  const uint32_t index = recordCount;
  if (index >= kChunkRecords * kMaxChunks)
    return nullptr;
  ThreadRecord *&chunk = chunks[index / kChunkRecords];
  if (!chunk) {
    void *pages = mapPages(sizeof(ThreadRecord) * kChunkRecords);
    if (!pages)
      return nullptr;
    __atomic_store_n(&chunk, static_cast<ThreadRecord *>(pages),
                     __ATOMIC_RELEASE);
  }
  __atomic_store_n(&recordCount, index + 1, __ATOMIC_RELEASE);
  recordAt(index).index = index;
  // Far apart: what one thread noted of its count and another one finds beside
  // an iterator (a coroutine that moved) must look like very long ago.
  recordAt(index).operations = uint64_t{uint32_t((index + 1) * 0x9E3779B1u)};
  return &recordAt(index);
}

bool isIdTaken(uint32_t id) {
  const uint32_t index = recordOfId[id];
  return index && recordAt(index - 1).id == id && recordAt(index - 1).isLive;
}

// A clean record with a fresh id, not live yet.
ThreadRecord *allocate() {
  if (!enterRegistry())
    return nullptr;
  ThreadRecord *record = freeCount > kQuarantine ? takeFree() : makeRecord();
  if (!record && freeCount)
    record = takeFree();
  if (record) {
    __atomic_store_n(&record->id, 0u, __ATOMIC_SEQ_CST);
    for (MapsanEntry &entry : record->ring)
      __atomic_store_n(&entry.sequence, uint64_t{0}, __ATOMIC_SEQ_CST);
    do
      lastId = lastId + 1 >= kUninitialisedThread ? 1 : lastId + 1;
    while (isIdTaken(lastId));
    record->isLive = 0;
    record->exposed = nullptr;
    record->suspect = record->raised = 0;
    record->tid = 0;
    record->handle = 0;
    record->raises = record->crashes = 0;
    record->signalStack = nullptr;
    record->isMain = record->isCreationKnown = record->isJoinable = false;
    record->creator = record->creationStack = 0;
    record->stack = {0, 0};
    record->name[0] = 0;
    record->inside = record->ignores = 0;
    record->locks.clear();
    record->hasAllLocks = false;
    record->stackBytes = 0;
    record->standing = nullptr;
    record->clock = nullptr;
    record->team = nullptr;
    record->innerWrite = {};
    record->guest = nullptr;
    record->operations = (record->operations | (kRingEntries - 1)) + 1;
    record->captures.clear();
    record->closing = 0;
    record->looks = {};
    record->looksAt = record->looksFrom = 0;
    record->seenRead.thread = 0;
    record->nextFree = nullptr;
    recordOfId[lastId] = record->index + 1;
    ++seen;
    __atomic_store_n(&record->id, lastId, __ATOMIC_RELEASE);
  }
  registryLock.unlock();
  return record;
}

void release(ThreadRecord *record) {
  if (!enterRegistry())
    return; // lost for recycling, nothing else
  record->nextFree = nullptr;
  (freeTail ? freeTail->nextFree : freeHead) = record;
  freeTail = record;
  ++freeCount;
  registryLock.unlock();
}

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
    readOwnThreadName(programName);
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

void copyName(char *to, const char *from, uint32_t capacity) {
  uint32_t i = 0;
  for (; i + 1 < capacity && from[i]; ++i)
    to[i] = from[i];
  to[i] = 0;
}

void keepOwnName(ThreadRecord &self) {
  char name[16];
  readOwnThreadName(name);
  if (__builtin_strcmp(name, programName) != 0)
    copyName(self.name, name, sizeof self.name);
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
  ThreadRecord *record = allocate();
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
  ThreadRecord *record = creator ? allocate() : nullptr;
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
  release(record);
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
  __atomic_fetch_add(&operationsOfEnded,
                     record->operations - record->firstOperation,
                     __ATOMIC_RELAXED);
  thread.ring = emptyRing;
  if (!record->name[0])
    keepOwnName(*record);
  __atomic_store_n(&record->suspect, ~uint64_t{0}, __ATOMIC_RELAXED);
  __atomic_store_n(&record->exposed, static_cast<MapsanThread *>(nullptr),
                   __ATOMIC_RELEASE);
  __atomic_store_n(&record->isLive, 0u, __ATOMIC_RELEASE);
  release(record);
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

ThreadRecord *findThread(uint32_t id) {
  if (id == 0 || id >= kUninitialisedThread)
    return nullptr;
  const uint32_t index = __atomic_load_n(&recordOfId[id], __ATOMIC_ACQUIRE);
  if (index == 0)
    return nullptr;
  ThreadRecord &record = recordAt(index - 1);
  return __atomic_load_n(&record.id, __ATOMIC_ACQUIRE) == id ? &record
                                                             : nullptr;
}

void collectCounts() {
  const uint32_t records = __atomic_load_n(&recordCount, __ATOMIC_ACQUIRE);
  for (uint32_t index = 0; index < records; ++index) {
    FrequentCounts &own = recordAt(index).counts;
    count(Count::SlowWrites, own.slowWrites);
    count(Count::SlowReads, own.slowReads);
    count(Count::Captures, own.captures);
    count(Count::OnSharedMaps, own.onSharedMaps);
    own = {};
  }
}

bool forEachThread(bool (*visit)(void *context, ThreadRecord &record),
                   void *context) {
  const uint32_t count = __atomic_load_n(&recordCount, __ATOMIC_ACQUIRE);
  for (uint32_t index = 0; index < count; ++index) {
    ThreadRecord &record = recordAt(index);
    if (__atomic_load_n(&record.isLive, __ATOMIC_ACQUIRE) &&
        visit(context, record))
      return true;
  }
  return false;
}

uint64_t suspectOf(const ThreadRecord &record) {
  const uint64_t suspect = __atomic_load_n(&record.suspect, __ATOMIC_ACQUIRE);
  const uint64_t raised = __atomic_load_n(&record.raised, __ATOMIC_ACQUIRE);
  return suspect > raised ? suspect : raised;
}

bool forEachRecord(bool (*visit)(void *context, ThreadRecord &record),
                   void *context) {
  const uint32_t count = __atomic_load_n(&recordCount, __ATOMIC_ACQUIRE);
  for (uint32_t index = 0; index < count; ++index)
    if (visit(context, recordAt(index)))
      return true;
  return false;
}

void forgetOtherThreads() {
  registryLock.unlock();
  ThreadRecord *self = knownThread();
  for (uint32_t index = 0; index < recordCount; ++index) {
    ThreadRecord &record = recordAt(index);
    if (&record == self || !record.isLive)
      continue;
    record.suspect = ~uint64_t{0};
    record.exposed = nullptr;
    record.isLive = 0;
  }
  if (self) {
    self->tid = systemThreadId();
    self->isMain = true;
  }
}

void setIgnored(ThreadRecord &record, bool isIgnored) {
  __mapsan_thread.mine = mineOf(record, isIgnored);
  exposeHeldIterators(record, isIgnored);
}

void threadName(const ThreadRecord &record, char *name, uint32_t capacity) {
  name[0] = 0;
  if (record.name[0]) {
    copyName(name, record.name, capacity);
    return;
  }
  readThreadName(record.tid, name, capacity);
  if (__builtin_strcmp(name, programName) == 0)
    name[0] = 0; // inherited: it says nothing about the thread
}

void nameThreadForReports(ThreadRecord &record, const char *name) {
  copyName(record.name, name, sizeof record.name);
}

void noteThreadName(ThreadRecord &record, const char *name) {
  if (record.isMain)
    readOwnThreadName(programName);
  else
    nameThreadForReports(record, name);
}

void noteThreadName(pthread_t handle, const char *name) {
  ThreadRecord *self = knownThread();
  if (self && pthread_equal(handle, self->handle)) {
    noteThreadName(*self, name);
    return;
  }
  struct Named {
    pthread_t handle;
    const char *name;
  } named = {handle, name};
  forEachThread(
      [](void *context, ThreadRecord &record) {
        const Named &named = *static_cast<Named *>(context);
        if (!pthread_equal(record.handle, named.handle) || record.isMain)
          return false;
        noteThreadName(record, named.name);
        return true;
      },
      &named);
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

uint32_t threadsSeen() { return seen; }

uint64_t writingOperations() {
  uint64_t sum = __atomic_load_n(&operationsOfEnded, __ATOMIC_RELAXED);
  forEachThread(
      [](void *context, ThreadRecord &record) {
        const MapsanThread *thread =
            __atomic_load_n(&record.exposed, __ATOMIC_ACQUIRE);
        uint64_t now; // by a copy that may fail: the thread may end meanwhile
        if (thread && copyMemory(&now, &thread->operations, sizeof now))
          *static_cast<uint64_t *>(context) += now - record.firstOperation;
        return false;
      },
      &sum);
  return sum;
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
