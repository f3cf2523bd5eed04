// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/map_shadow.h"

#include "runtime/core/thread_table.h"

namespace mapsan {

namespace {

// The table of map_shadow.h.
constexpr Verdict kNo = Verdict::Nothing, kNote = Verdict::Note,
                  kRace = Verdict::Race;
constexpr Verdict kVerdicts[5][5] = {
    {kNo, kNote, kNo, kRace, kRace},      // Read
    {kNote, kNote, kNo, kRace, kRace},    // Potential
    {kNo, kNo, kNo, kNo, kRace},          // Safe
    {kRace, kRace, kNo, kRace, kRace},    // Write
    {kRace, kRace, kRace, kRace, kRace}}; // Exclusive

constexpr Verdict verdictOf(Kind earlier, Kind now) {
  return kVerdicts[static_cast<unsigned>(earlier)][static_cast<unsigned>(now)];
}

constexpr bool covers(Kind stronger, Kind weaker) {
  return coveredBy(stronger) >> static_cast<unsigned>(weaker) & 1;
}

} // namespace

void MapShadow::checkEach(const ThreadClock &self, const AccessRecord &access,
                          Kind kind, const SizeChange &change, Epoch reported,
                          const ThreadTable &threads,
                          Findings &findings) const {
  const auto add = [&](const AccessRecord &earlier, Verdict verdict,
                       const SizeChange &earlierChange) {
    if (findings.count == Findings::kCapacity)
      return;
    Finding &finding = findings.items[findings.count++];
    finding.verdict = verdict;
    const ThreadClock *other = threads.at(earlier.epoch.slot());
    finding.isOverlap = other && other->number() == earlier.thread &&
                        other->isInside(reinterpret_cast<void *>(address));
    finding.now = access;
    finding.earlier = earlier;
    finding.nowChange = change;
    finding.earlierChange = earlierChange;
    finding.creation = isElement() ? Creation{} : creation_;
  };
  constexpr SizeChange unknown = {kUnknownSize, kUnknownSize, kUnknownSize,
                                  kUnknownSize};
  if (write_.epoch && write_.epoch != reported && !self.hasSeen(write_.epoch)) {
    const Verdict verdict = verdictOf(kindOf(write_), kind);
    if (verdict != Verdict::Nothing)
      add(write_, verdict,
          {sizeOf(writeChange_.sizeBefore), sizeOf(writeChange_.sizeAfter),
           sizeOf(writeChange_.bucketsBefore),
           sizeOf(writeChange_.bucketsAfter)});
  }
  if (!readers_)
    return;
  for (uint32_t i = 0; i < readers_->count; ++i) {
    const AccessRecord &reader = readers_->records()[i];
    const Verdict verdict = verdictOf(kindOf(reader), kind);
    if (verdict != Verdict::Nothing && !self.hasSeen(reader.epoch))
      add(reader, verdict, unknown);
  }
  if (!readers_->hasCrowd)
    return;
  for (unsigned k = 0; k < kReadKinds; ++k) {
    const Verdict verdict = verdictOf(static_cast<Kind>(k), kind);
    if (verdict == Verdict::Nothing)
      continue;
    const VectorClock &crowd = readers_->crowd[k];
    for (Slot slot = 0; slot < crowd.size(); ++slot) {
      const Epoch epoch = Epoch::of(slot, crowd.get(slot));
      if (epoch.time() == 0 || self.hasSeen(epoch) ||
          isReader(slot, static_cast<Kind>(k)))
        continue;
      const ThreadClock *other = threads.at(slot);
      AccessRecord record;
      if (!other ||
          !other->recall(reinterpret_cast<void *>(address), epoch, record)) {
        record = {};
        record.epoch = epoch;
        record.thread = other ? other->numberAt(epoch) : 0;
        record.effect =
            static_cast<Kind>(k) == Kind::Safe ? Effect::Safe : Effect::Read;
      }
      add(record, verdict, unknown);
    }
  }
}

bool MapShadow::hasShortcutOpen(const ThreadTable &threads) const {
  const void *map = reinterpret_cast<void *>(address);
  const auto hasOpen = [&](Slot slot) {
    const ThreadClock *thread = threads.at(slot);
    return thread && thread->hasShortcutOpen(map);
  };
  if (write_.epoch && hasOpen(write_.epoch.slot()))
    return true;
  if (!readers_)
    return false;
  for (uint32_t i = 0; i < readers_->count; ++i)
    if (hasOpen(readers_->records()[i].epoch.slot()))
      return true;
  for (unsigned k = 0; readers_->hasCrowd && k < kReadKinds; ++k)
    for (Slot slot = 0; slot < readers_->crowd[k].size(); ++slot)
      if (readers_->crowd[k].get(slot) && hasOpen(slot))
        return true;
  return false;
}

bool MapShadow::isReader(Slot slot, Kind kind) const {
  for (uint32_t i = 0; i < readers_->count; ++i) {
    const AccessRecord &reader = readers_->records()[i];
    if (reader.epoch.slot() == slot && kindOf(reader) == kind)
      return true;
  }
  return false;
}

// False: as many as there may be, or no memory.
bool MapShadow::growReaders(Arena &arena) {
  const uint32_t capacity = readers_ ? readers_->capacity : 0;
  if (capacity == kRecords)
    return false;
  const uint32_t wanted = capacity ? 2 * capacity : 1;
  auto *grown = static_cast<Readers *>(arena.allocate(Readers::bytes(wanted)));
  if (!grown)
    return false;
  if (readers_) {
    *grown = *readers_;
    __builtin_memcpy(grown->records(), readers_->records(),
                     readers_->count * sizeof(AccessRecord));
    arena.release(readers_, Readers::bytes(capacity));
  } else {
    *grown = {};
  }
  grown->capacity = static_cast<uint8_t>(wanted);
  readers_ = grown;
  return true;
}

void MapShadow::joinCrowd(const AccessRecord &record, Arena &arena) {
  if (!readers_->crowd) {
    const size_t bytes = kReadKinds * sizeof(VectorClock);
    readers_->crowd = static_cast<VectorClock *>(arena.allocate(bytes));
    if (!readers_->crowd)
      return;
    __builtin_memset(static_cast<void *>(readers_->crowd), 0, bytes);
  }
  VectorClock &crowd = readers_->crowd[static_cast<unsigned>(kindOf(record))];
  if (!crowd.has(record.epoch))
    readers_->hasCrowd |=
        crowd.set(record.epoch.slot(), record.epoch.time(), arena);
}

// The place of this thread's record of this kind, or a new one.
AccessRecord *MapShadow::placeFor(const ThreadClock &self, Epoch epoch,
                                  Kind kind, Arena &arena) {
  if (!readers_ && !growReaders(arena))
    return nullptr;
  for (uint32_t i = 0; i < readers_->count; ++i) {
    AccessRecord &reader = readers_->records()[i];
    if (reader.epoch.slot() == epoch.slot() && kindOf(reader) == kind)
      return &reader;
  }
  if (readers_->count == readers_->capacity && !growReaders(arena)) {
    AccessRecord *const records = readers_->records();
    uint8_t kept = 0;
    for (uint32_t i = 0; i < readers_->count; ++i)
      if (!covers(kind, kindOf(records[i])) || !self.hasSeen(records[i].epoch))
        records[kept++] = records[i];
    readers_->count = kept;
  }
  AccessRecord *place;
  if (readers_->count < readers_->capacity) {
    place = &readers_->records()[readers_->count++];
  } else {
    readers_->oldest =
        static_cast<uint8_t>((readers_->oldest + 1) % readers_->capacity);
    place = &readers_->records()[readers_->oldest];
    joinCrowd(*place, arena);
  }
  *place = {};
  return place;
}

void MapShadow::recordRead(const ThreadClock &self, const AccessRecord &access,
                           Kind kind, Arena &arena) {
  noteUser(access.thread);
  // A write of this thread in this epoch says it already.
  if (write_.epoch == access.epoch && covers(kindOf(write_), kind))
    return;
  AccessRecord *place = placeFor(self, access.epoch, kind, arena);
  if (!place || (place->epoch == access.epoch && !access.stack))
    return;
  *place = access;
}

void MapShadow::recordWrite(const AccessRecord &access, Kind kind,
                            const SizeChange &change) {
  noteUser(access.thread);
  const bool repeats = write_.epoch == access.epoch &&
                       covers(kindOf(write_), kind) && !access.stack;
  if (repeats && (!readers_ || (!readers_->count && !readers_->hasCrowd))) {
    hasMoved_ =
        true; // an operation of this thread around this one wants to know
    return;
  }
  dropReaders();
  moved();
  if (repeats)
    return;
  write_ = access;
  writeChange_ = {kept(change.sizeBefore), kept(change.sizeAfter),
                  kept(change.bucketsBefore), kept(change.bucketsAfter)};
}

void MapShadow::dropReaders() {
  if (!readers_)
    return;
  readers_->count = 0;
  for (unsigned k = 0; readers_->hasCrowd && k < kReadKinds; ++k)
    readers_->crowd[k].reset();
  readers_->hasCrowd = false;
}

void MapShadow::forget() {
  dropReaders();
  write_ = {};
  moved();
}

void MapShadow::retire(Arena &arena) {
  forget();
  if (readers_) {
    for (unsigned k = 0; readers_->crowd && k < kReadKinds; ++k)
      readers_->crowd[k].clear(arena);
    arena.release(readers_->crowd, kReadKinds * sizeof(VectorClock));
    arena.release(readers_, Readers::bytes(readers_->capacity));
    readers_ = nullptr;
  }
  setOpenWriters(0);
  __atomic_store_n(&lives, lives + 1, __ATOMIC_RELAXED);
  __atomic_store_n(&user, 0u, __ATOMIC_RELAXED);
  creation_ = {};
  leave(kUnknownSize, kUnknownSize);
}

void MapShadow::turnSites(const MovedSites &moved) {
  moved.turn(write_.site);
  if (!isElement())
    moved.turn(creation_.site);
  for (uint32_t i = 0; readers_ && i < readers_->count; ++i)
    moved.turn(readers_->records()[i].site);
}

void MapShadow::belongTo(const MapShadow *map, uint32_t life, Arena &arena) {
  if (belongsTo(map, life))
    return;
  retire(arena);
  owner_ = {map, life};
}

bool MapShadow::isAsLeft(uint64_t size, uint64_t buckets) const {
  const auto differ = [](uint64_t left, uint64_t now) {
    return left != kUnknownSize && now != kUnknownSize && left != now;
  };
  return !differ(sizeLeft(), size) && !differ(bucketsLeft(), buckets);
}

} // namespace mapsan
