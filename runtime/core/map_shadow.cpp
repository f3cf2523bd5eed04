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

void MapShadow::check(const ThreadClock &self, const AccessRecord &access,
                      Kind kind, const SizeChange &change, Epoch reported,
                      const ThreadTable &threads, Findings &findings) const {
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
    finding.creation = creation_;
    finding.type = type_;
  };
  constexpr SizeChange unknown = {kUnknownSize, kUnknownSize, kUnknownSize,
                                  kUnknownSize};
  if (write_.epoch && write_.epoch != reported && !self.hasSeen(write_.epoch)) {
    const Verdict verdict = verdictOf(writeKind_, kind);
    if (verdict != Verdict::Nothing)
      add(write_, verdict, writeChange_);
  }
  for (uint32_t i = 0; i < readerCount_; ++i) {
    const Verdict verdict = verdictOf(readers_[i].kind, kind);
    if (verdict != Verdict::Nothing && !self.hasSeen(readers_[i].record.epoch))
      add(readers_[i].record, verdict, unknown);
  }
  if (!hasCrowd_)
    return;
  for (unsigned k = 0; k < kReadKinds; ++k) {
    const Verdict verdict = verdictOf(static_cast<Kind>(k), kind);
    if (verdict == Verdict::Nothing)
      continue;
    for (Slot slot = 0; slot < crowd_[k].size(); ++slot) {
      const Epoch epoch = Epoch::of(slot, crowd_[k].get(slot));
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
  for (uint32_t i = 0; i < readerCount_; ++i)
    if (hasOpen(readers_[i].record.epoch.slot()))
      return true;
  if (hasCrowd_)
    for (const VectorClock &crowd : crowd_)
      for (Slot slot = 0; slot < crowd.size(); ++slot)
        if (crowd.get(slot) && hasOpen(slot))
          return true;
  return false;
}

bool MapShadow::isReader(Slot slot, Kind kind) const {
  for (uint32_t i = 0; i < readerCount_; ++i)
    if (readers_[i].record.epoch.slot() == slot && readers_[i].kind == kind)
      return true;
  return false;
}

// The place of this thread's record of this kind, or a new one.
MapShadow::Reader *MapShadow::placeFor(const ThreadClock &self, Epoch epoch,
                                       Kind kind, Arena &arena) {
  for (uint32_t i = 0; i < readerCount_; ++i)
    if (readers_[i].record.epoch.slot() == epoch.slot() &&
        readers_[i].kind == kind)
      return &readers_[i];
  if (readerCount_ == readerCapacity_ && readerCapacity_ < kRecords) {
    const uint32_t wanted = readerCapacity_ ? 2 * readerCapacity_ : 1;
    Reader *grown =
        static_cast<Reader *>(arena.allocate(wanted * sizeof(Reader)));
    if (grown) {
      for (uint32_t i = 0; i < readerCount_; ++i)
        grown[i] = readers_[i];
      arena.release(readers_, readerCapacity_ * sizeof(Reader));
      readers_ = grown;
      readerCapacity_ = static_cast<uint8_t>(wanted);
    }
  }
  if (readerCount_ == readerCapacity_) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < readerCount_; ++i)
      if (!covers(kind, readers_[i].kind) ||
          !self.hasSeen(readers_[i].record.epoch))
        readers_[kept++] = readers_[i];
    readerCount_ = static_cast<uint8_t>(kept);
  }
  if (readerCount_ < readerCapacity_) {
    Reader *place = &readers_[readerCount_++];
    place->kind = kind;
    place->record = {};
    return place;
  }
  if (readerCapacity_ == 0)
    return nullptr;
  oldest_ = static_cast<uint8_t>((oldest_ + 1) % readerCapacity_);
  Reader *place = &readers_[oldest_];
  const Epoch old = place->record.epoch;
  VectorClock &crowd = crowd_[static_cast<unsigned>(place->kind)];
  if (crowd.get(old.slot()) < old.time())
    hasCrowd_ |= crowd.set(old.slot(), old.time(), arena);
  place->kind = kind;
  place->record = {};
  return place;
}

void MapShadow::recordRead(const ThreadClock &self, const AccessRecord &access,
                           Kind kind, Arena &arena) {
  noteUser(access.thread);
  // A write of this thread in this epoch says it already.
  if (write_.epoch == access.epoch && covers(writeKind_, kind))
    return;
  Reader *place = placeFor(self, access.epoch, kind, arena);
  if (!place)
    return;
  if (place->record.epoch == access.epoch && !access.stack)
    return;
  place->record = access;
}

void MapShadow::recordWrite(const AccessRecord &access, Kind kind,
                            const SizeChange &change) {
  noteUser(access.thread);
  const bool repeats =
      write_.epoch == access.epoch && covers(writeKind_, kind) && !access.stack;
  if (repeats && readerCount_ == 0 && !hasCrowd_) {
    hasMoved_ =
        true; // an operation of this thread around this one wants to know
    return;
  }
  dropReaders();
  moved();
  if (repeats)
    return;
  write_ = access;
  writeKind_ = kind;
  writeChange_ = change;
}

void MapShadow::dropReaders() {
  readerCount_ = 0;
  if (hasCrowd_)
    for (VectorClock &crowd : crowd_)
      crowd.reset();
  hasCrowd_ = false;
}

void MapShadow::forget() {
  dropReaders();
  write_ = {};
  moved();
}

void MapShadow::retire(Arena &arena) {
  forget();
  arena.release(readers_, readerCapacity_ * sizeof(Reader));
  readers_ = nullptr;
  readerCapacity_ = oldest_ = 0;
  for (VectorClock &crowd : crowd_)
    crowd.clear(arena);
  setOpenWriters(0);
  ++life_;
  type_ = nullptr;
  owner_ = nullptr;
  firstUser_ = 0;
  __atomic_store_n(&isShared_, false, __ATOMIC_RELAXED);
  creation_ = {};
  leave(kUnknownSize, kUnknownSize);
}

void MapShadow::turnSites(const MovedSites &moved) {
  moved.turn(write_.site);
  moved.turn(creation_.site);
  for (uint32_t i = 0; i < readerCount_; ++i)
    moved.turn(readers_[i].record.site);
  type_ = moved.turned(type_);
}

void MapShadow::belongTo(const MapShadow *map, uint32_t life, Arena &arena) {
  if (owner_ == map && ownersLife_ == life)
    return;
  retire(arena);
  owner_ = map;
  ownersLife_ = life;
}

void MapShadow::enterEra(uint32_t era) {
  if (era_ == era)
    return;
  forget();
  era_ = era;
}

bool MapShadow::isAsLeft(uint64_t size, uint64_t buckets) const {
  const auto differ = [](uint64_t left, uint64_t now) {
    return left != kUnknownSize && now != kUnknownSize && left != now;
  };
  return !differ(sizeLeft(), size) && !differ(bucketsLeft(), buckets);
}

} // namespace mapsan
