// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/state/thread_records.h"

#include "runtime/core/environment.h"
#include "runtime/platform/memory_copy.h"
#include "runtime/platform/pages.h"
#include "runtime/platform/system.h"
#include "runtime/state/runtime.h"

namespace mapsan {

namespace {

constexpr uint32_t kChunkRecords = 64, kMaxChunks = 4096, kQuarantine = 256;

ThreadRecord *chunks[kMaxChunks];
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

} // namespace

ThreadRecord *allocateRecord() {
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

void releaseRecord(ThreadRecord *record) {
  if (!enterRegistry())
    return; // lost for recycling, nothing else
  record->nextFree = nullptr;
  (freeTail ? freeTail->nextFree : freeHead) = record;
  freeTail = record;
  ++freeCount;
  registryLock.unlock();
}

void keepOperations(const ThreadRecord &ended) {
  __atomic_fetch_add(&operationsOfEnded,
                     ended.operations - ended.firstOperation, __ATOMIC_RELAXED);
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
