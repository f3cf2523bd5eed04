// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Records lie in chunks that are mapped when needed. A record that became free
// waits in a queue behind kQuarantine others, so that who saw an operation of
// an ended thread can still name it.
#include "runtime/state/threads.h"

#include "runtime/abi/calls.h"
#include "runtime/base/spin_lock.h"
#include "runtime/platform/pages.h"
#include "runtime/platform/system.h"
#include "runtime/state/runtime.h"

namespace mapsan {

namespace {

constexpr uint32_t kChunkRecords = 64, kMaxChunks = 4096, kQuarantine = 256;

// Before a thread is set up its ring is this one: always closed, never written,
// because its `mine` sends every operation into the slow path.
MapsanEntry emptyRing[kRingEntries];

ThreadRecord *chunks[kMaxChunks];
uint32_t recordCount;                   // records ever made
uint32_t recordOfId[1u << kThreadBits]; // index + 1; touched as used
uint32_t lastId;
uint32_t seen;
SpinLock registryLock;
ThreadRecord *freeHead, *freeTail;
uint32_t freeCount;

void *const kEnded = reinterpret_cast<void *>(1);

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

ThreadRecord *makeRecord(uint32_t &index) {
  index = recordCount;
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
  return &recordAt(index);
}

uint32_t indexOf(const ThreadRecord *record) {
  for (uint32_t chunk = 0; chunk * kChunkRecords < recordCount; ++chunk)
    if (record >= chunks[chunk] && record < chunks[chunk] + kChunkRecords)
      return chunk * kChunkRecords +
             static_cast<uint32_t>(record - chunks[chunk]);
  return 0;
}

bool isIdTaken(uint32_t id) {
  const uint32_t index = recordOfId[id];
  return index && recordAt(index - 1).id == id && recordAt(index - 1).isLive;
}

// A clean record with a fresh id, not live yet.
ThreadRecord *allocate() {
  if (!registryLock.tryLock())
    return nullptr;
  uint32_t index = 0;
  ThreadRecord *record = nullptr;
  if (freeCount > kQuarantine) {
    record = takeFree();
    index = indexOf(record);
  } else {
    record = makeRecord(index);
    if (!record && freeCount) {
      record = takeFree();
      index = indexOf(record);
    }
  }
  if (record) {
    __atomic_store_n(&record->id, 0u, __ATOMIC_SEQ_CST);
    for (MapsanEntry &entry : record->ring)
      __atomic_store_n(&entry.sequence, uint64_t{0}, __ATOMIC_SEQ_CST);
    do
      lastId = lastId + 1 >= kUninitialisedThread ? 1 : lastId + 1;
    while (isIdTaken(lastId));
    record->isLive = 0;
    record->exposed = nullptr;
    record->suspect = 0;
    record->tid = 0;
    record->isMain = record->isCreationKnown = false;
    record->creator = record->creationStack = 0;
    record->stack = {0, 0};
    record->name[0] = 0;
    record->lockCount = record->inside = record->ignores = 0;
    record->operations = (record->operations | (kRingEntries - 1)) + 1;
    record->captures.clear();
    record->nextFree = nullptr;
    recordOfId[lastId] = index + 1;
    ++seen;
    __atomic_store_n(&record->id, lastId, __ATOMIC_RELEASE);
  }
  registryLock.unlock();
  return record;
}

void release(ThreadRecord *record) {
  if (!registryLock.tryLock())
    return; // lost for recycling, nothing else
  record->nextFree = nullptr;
  (freeTail ? freeTail->nextFree : freeHead) = record;
  freeTail = record;
  ++freeCount;
  registryLock.unlock();
}

void expose(ThreadRecord *record) {
  MapsanThread &thread = __mapsan_thread;
  record->tid = systemThreadId();
  record->isMain = record->tid == systemProcessId();
  record->stack = currentStackLimits();
  thread.operations = record->operations;
  thread.ring = record->ring;
  thread.reads = nullptr;
  thread.state = record;
  __atomic_store_n(&record->exposed, &thread, __ATOMIC_RELEASE);
  __atomic_store_n(&record->isLive, 1u, __ATOMIC_RELEASE);
  __atomic_store_n(&thread.mine, threadWord(record->id), __ATOMIC_RELEASE);
  watchThreadEnd();
}

} // namespace

ThreadRecord *knownThread() {
  void *state = __mapsan_thread.state;
  return state == kEnded ? nullptr : static_cast<ThreadRecord *>(state);
}

ThreadRecord *currentThread() {
  void *state = __mapsan_thread.state;
  if (state == kEnded)
    return nullptr;
  if (state)
    return static_cast<ThreadRecord *>(state);
  if (!ensureStarted())
    return nullptr;
  if (__mapsan_thread.state) // main, set up by the start
    return knownThread();
  ThreadRecord *record = allocate();
  if (record)
    expose(record);
  return record;
}

ThreadRecord *prepareThread(const void *frame) {
  ThreadRecord *creator = currentThread();
  ThreadRecord *record = creator ? allocate() : nullptr;
  if (!record)
    return nullptr;
  record->creator = creator->id;
  record->isCreationKnown = true;
  uint64_t pcs[CaptureCache::kMaxDepth];
  // std::thread is prebuilt code without frame pointers.
  const Walk walk = walkByTables(reinterpret_cast<uintptr_t>(frame),
                                 creator->stack, pcs, CaptureCache::kMaxDepth);
  record->creationStack = stackDepot().put(pcs, walk.count);
  return record;
}

void dropPrepared(ThreadRecord *record) { release(record); }

void adoptPrepared(ThreadRecord *record) { expose(record); }

void finishThread() {
  ThreadRecord *record = knownThread();
  if (!record)
    return;
  MapsanThread &thread = __mapsan_thread;
  __atomic_store_n(&thread.mine, threadWord(kUninitialisedThread),
                   __ATOMIC_RELEASE);
  thread.state = kEnded;
  thread.reads = nullptr;
  record->operations = thread.operations;
  thread.ring = emptyRing;
  if (!record->name[0])
    threadName(*record, record->name, sizeof record->name);
  __atomic_store_n(&record->suspect, ~uint64_t{0}, __ATOMIC_RELAXED);
  __atomic_store_n(&record->exposed, static_cast<MapsanThread *>(nullptr),
                   __ATOMIC_RELEASE);
  __atomic_store_n(&record->isLive, 0u, __ATOMIC_RELEASE);
  release(record);
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

void suspectOpenOperations() {
  ThreadRecord *record = knownThread();
  if (!record)
    return;
  __atomic_store_n(&record->suspect, __mapsan_thread.operations,
                   __ATOMIC_RELEASE);
  __atomic_store_n(&__mapsan_thread.reads, static_cast<MapsanRead *>(nullptr),
                   __ATOMIC_RELEASE);
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
  __mapsan_thread.mine =
      threadWord(isIgnored ? kUninitialisedThread : record.id);
}

void threadName(const ThreadRecord &record, char *name, uint32_t capacity) {
  name[0] = 0;
  if (record.name[0]) {
    uint32_t i = 0;
    for (; i + 1 < capacity && record.name[i]; ++i)
      name[i] = record.name[i];
    name[i] = 0;
    return;
  }
  readThreadName(record.tid, name, capacity);
  // Threads inherit the program's name; that says nothing about them.
  char program[32];
  readThreadName(systemProcessId(), program, sizeof program);
  bool isSame = true;
  for (uint32_t i = 0; isSame && (name[i] || program[i]); ++i)
    isSame = name[i] == program[i];
  if (isSame)
    name[0] = 0;
}

uint32_t threadsSeen() { return seen; }

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
    {0, 0}};
}
