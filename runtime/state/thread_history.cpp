// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two arrays in chunks that are mapped when first needed.
#include "runtime/state/thread_history.h"

#include "runtime/platform/pages.h"

namespace mapsan {

namespace {

constexpr uint32_t kChunk = 1024, kChunks = (1u << kThreadBits) / kChunk;

struct Chunk {
  ThreadPast pasts[kChunk];
  uint32_t ids[kChunk];
};
Chunk *chunks[kChunks];

Chunk *chunkOf(uint32_t index, bool makes) {
  Chunk *&place = chunks[index / kChunk % kChunks];
  Chunk *chunk = __atomic_load_n(&place, __ATOMIC_ACQUIRE);
  if (chunk || !makes)
    return chunk;
  Chunk *made = static_cast<Chunk *>(mapPages(sizeof(Chunk)));
  if (made &&
      !__atomic_compare_exchange_n(&place, &chunk, made, false,
                                   __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
    unmapPages(made, sizeof(Chunk));
    return chunk;
  }
  return made;
}

ThreadPast pastOf(const ThreadRecord &record) {
  ThreadPast past = {};
  past.id = record.id;
  past.tid = record.tid;
  past.creator = record.creator;
  past.creationStack = record.creationStack;
  past.isMain = record.isMain;
  past.isCreationKnown = record.isCreationKnown;
  const ThreadRecord *creator = findThread(record.creator);
  past.isCreatorMain = creator && creator->isMain;
  return past;
}

} // namespace

void noteThread(ThreadRecord &self, uint32_t number) {
  if (self.notedNumber == number)
    return;
  self.notedNumber = number;
  if (Chunk *chunk = chunkOf(number, true))
    __atomic_store_n(&chunk->ids[number % kChunk], self.id, __ATOMIC_RELEASE);
  if (Chunk *chunk = chunkOf(self.id, true))
    chunk->pasts[self.id % kChunk] = pastOf(self);
}

void noteThreadEnd(const ThreadRecord &self) {
  if (!self.notedNumber)
    return;
  if (Chunk *chunk = chunkOf(self.id, false)) {
    ThreadPast &past = chunk->pasts[self.id % kChunk];
    threadName(self, past.name, sizeof past.name);
  }
}

uint32_t threadOfNumber(uint32_t number) {
  const Chunk *chunk = chunkOf(number, false);
  return chunk ? __atomic_load_n(&chunk->ids[number % kChunk], __ATOMIC_ACQUIRE)
               : 0;
}

bool describeThread(uint32_t id, ThreadPast &past) {
  if (const ThreadRecord *record = findThread(id)) {
    past = pastOf(*record);
    threadName(*record, past.name, sizeof past.name);
    return true;
  }
  const Chunk *chunk = chunkOf(id, false);
  if (!chunk || chunk->pasts[id % kChunk].id != id)
    return false;
  past = chunk->pasts[id % kChunk];
  return true;
}

} // namespace mapsan
