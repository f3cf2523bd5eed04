// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/detector.h"

namespace mapsan {

namespace {

constexpr SizeChange kNoChange = {kUnknownSize, kUnknownSize, kUnknownSize,
                                  kUnknownSize};

// What begin can say of an operation.
constexpr Kind kindAtBegin(Effect effect) {
  return kindOf(effect, Outcome::Running);
}

AccessRecord recordOf(ThreadClock &self, const Access &access,
                      Outcome outcome) {
  AccessRecord record = {};
  record.epoch = self.use();
  record.site = access.site;
  record.thread = self.number();
  record.stack = access.stack;
  record.locks = access.locks;
  record.key = access.key;
  record.effect = access.effect;
  record.outcome = outcome;
  return record;
}

const MapsanType *typeOf(const Access &access) {
  return access.site ? atOffset<MapsanType>(access.site->type) : nullptr;
}

bool tracksSize(Effect effect) {
  return effect != Effect::Safe && effect != Effect::Exclusive;
}

Outcome outcomeOf(Changed changed) {
  return changed == Changed::Yes  ? Outcome::Changed
         : changed == Changed::No ? Outcome::Unchanged
                                  : Outcome::Unobservable;
}

void add(uint64_t &counter) {
  __atomic_fetch_add(&counter, uint64_t{1}, __ATOMIC_RELAXED);
}

} // namespace

bool Detector::start(const Environment &environment, uint64_t memoryLimit) {
  environment_ = environment;
  memoryLimit_ = memoryLimit;
  arena_.start(environment.mapPages, environment.yield);
  return order_.start(environment, arena_, memoryLimit) &&
         shadows_.start(environment, arena_);
}

ThreadClock *Detector::restart() {
  const Environment environment = environment_;
  const uint64_t memoryLimit = memoryLimit_;
  __builtin_memset(static_cast<void *>(this), 0, sizeof *this);
  return start(environment, memoryLimit) ? order_.openThread(nullptr) : nullptr;
}

MapShadow *Detector::lockShadow(const void *map) {
  if (order_.isOverLimit())
    order_.trim();
  const uint32_t trims = order_.trims();
  if (__atomic_load_n(&trims_, __ATOMIC_RELAXED) != trims) {
    // Memory has become short, here or where an object was needed.
    __atomic_store_n(&trims_, trims, __ATOMIC_RELAXED);
    const uint32_t gone = shadows_.evict(shadows_.count() / 4 + 1);
    __atomic_fetch_add(&counts_.evictedMaps, uint64_t{gone}, __ATOMIC_RELAXED);
  }
  bool isNew;
  MapShadow *shadow = shadows_.lock(map, isNew);
  if (!shadow) {
    add(counts_.skippedOperations);
    return nullptr;
  }
  if (isNew) {
    shadow->leave(kUnknownSize, kUnknownSize);
    add(counts_.maps);
  }
  shadow->enterEra(order_.era());
  return shadow;
}

void Detector::begin(ThreadClock &self, const void *map, const Access &access,
                     OpenOperation &open, Findings &findings) {
  findings.count = 0;
  open = {};
  const Effect effect = access.effect;
  if (effect == Effect::None || effect == Effect::Construct)
    return;
  MapShadow *shadow = lockShadow(map);
  if (!shadow)
    return;
  if (const MapsanType *type = typeOf(access))
    shadow->noteType(type);
  if (!shadow->hasOpenWriters()) {
    if (!tracksSize(effect)) {
      shadow->leave(kUnknownSize, kUnknownSize);
    } else {
      if (!shadow->isAsLeft(access.size, access.buckets)) {
        shadow->forget();
        add(counts_.droppedHistories);
      }
      if (access.size != kUnknownSize)
        shadow->leave(access.size, access.buckets);
    }
  }
  const Kind kind = kindAtBegin(effect);
  const AccessRecord record = recordOf(self, access, Outcome::Running);
  const SizeChange change = {access.size, kUnknownSize, access.buckets,
                             kUnknownSize};
  shadow->check(self, record, kind, kNoChange, {}, order_.threads(), findings);
  const Epoch lastWrite = shadow->writeEpoch();
  if (kind == Kind::Write || kind == Kind::Exclusive)
    shadow->recordWrite(record, kind, change);
  else
    shadow->recordRead(self, record, kind, arena_);
  if (mayWrite(effect)) {
    shadow->openWriter();
    open.isOpen = true;
    open.life = shadow->life();
    open.shadow = shadow;
    open.sizeBefore = access.size;
    open.bucketsBefore = access.buckets;
    if (findings.count && findings.items[0].earlier.epoch == lastWrite)
      open.reported = lastWrite;
  }
  unlockAndRemember(self, map, shadow, kind, record);
}

void Detector::end(ThreadClock &self, const void *map, const Access &access,
                   Changed changed, OpenOperation &open, Findings &findings) {
  findings.count = 0;
  if (!open.isOpen)
    return;
  open.isOpen = false;
  MapShadow *shadow = shadows_.relock(open.shadow, map, open.life);
  if (!shadow)
    return;
  shadow->enterEra(order_.era());
  const Effect effect = access.effect;
  const Outcome outcome = outcomeOf(changed);
  const Kind kind = kindOf(effect, outcome);
  const AccessRecord record = recordOf(self, access, outcome);
  const SizeChange change = {open.sizeBefore, access.size, open.bucketsBefore,
                             access.buckets};
  shadow->check(self, record, kind, change, open.reported, order_.threads(),
                findings);
  if (kind == Kind::Potential)
    shadow->recordRead(self, record, kind, arena_);
  else
    shadow->recordWrite(record, kind, change);
  shadow->closeWriter();
  const bool isKnown = !shadow->hasOpenWriters() && tracksSize(effect) &&
                       effect != Effect::Destroy;
  shadow->leave(isKnown ? access.size : kUnknownSize,
                isKnown ? access.buckets : kUnknownSize);
  unlockAndRemember(self, map, shadow, kind, record);
}

void Detector::constructed(ThreadClock &self, const void *map,
                           const Access &access) {
  MapShadow *shadow = lockShadow(map);
  if (!shadow)
    return;
  shadow->retire(arena_);
  const AccessRecord record = recordOf(self, access, Outcome::Changed);
  shadow->noteType(typeOf(access));
  shadow->create({access.site, record.thread, access.stack});
  shadow->recordWrite(
      record, Kind::Exclusive,
      {kUnknownSize, access.size, kUnknownSize, access.buckets});
  shadow->leave(access.size, access.buckets);
  unlockAndRemember(self, map, shadow, Kind::Exclusive, record);
}

void Detector::element(ThreadClock &self, const void *map, const void *element,
                       const Access &access, Findings &findings) {
  findings.count = 0;
  // The map's shadow first, by itself: never two locks at once. As a rule this
  // thread has just found the element in it.
  const ThreadClock::Remembered &last = self.remembered(map);
  const MapShadow *owner = last.map == map ? last.shadow : nullptr;
  uint32_t life = owner ? owner->life() : 0;
  if (!owner) {
    MapShadow *found = lockShadow(map);
    if (!found)
      return;
    owner = found;
    life = found->life();
    found->lock.unlock();
  }
  MapShadow *shadow = lockShadow(element);
  if (!shadow)
    return;
  shadow->belongTo(owner, life, arena_);
  if (const MapsanType *type = typeOf(access))
    shadow->noteType(type);
  const Kind kind = kindOf(access.effect, Outcome::Unobservable);
  const AccessRecord record = recordOf(self, access, Outcome::Unobservable);
  shadow->check(self, record, kind, kNoChange, {}, order_.threads(), findings);
  if (kind == Kind::Write)
    shadow->recordWrite(record, kind, kNoChange);
  else
    shadow->recordRead(self, record, kind, arena_);
  unlockAndRemember(self, element, shadow, kind, record);
}

void Detector::abandon(ThreadClock &, OpenOperation &open) {
  if (!open.isOpen)
    return;
  open.isOpen = false;
  if (!lockPatiently(open.shadow->lock, environment_))
    return;
  if (open.shadow->life() == open.life) {
    open.shadow->closeWriter();
    open.shadow->leave(kUnknownSize, kUnknownSize);
  }
  open.shadow->lock.unlock();
}

void Detector::unlockAndRemember(ThreadClock &self, const void *map,
                                 MapShadow *shadow, Kind kind,
                                 const AccessRecord &record) {
  const uint64_t generation = shadow->generation();
  const uint32_t era = shadow->era();
  shadow->lock.unlock();
  const ThreadClock::Remembered &before = self.remembered(map);
  uint32_t covers = coveredBy(kind);
  if (before.map == map && before.record.epoch == record.epoch &&
      before.generation == generation && before.era == era) {
    if ((before.covers | covers) == before.covers && !record.stack)
      return;
    covers |= before.covers;
  }
  self.remember(map, shadow, generation, era, covers, record);
}

void Detector::forgetMaps(const void *begin, const void *end) {
  if (!shadows_.forgetRange(reinterpret_cast<uintptr_t>(begin),
                            reinterpret_cast<uintptr_t>(end)))
    order_.forgetHistory();
}

void Detector::forgetRange(const void *begin, const void *end) {
  forgetMaps(begin, end);
  order_.forgetRange(begin, end);
}

// What could not be turned must not be read again.
void Detector::turnSites(const MovedSites &moved) {
  if (!shadows_.turnSites(moved))
    order_.forgetHistory();
  for (Slot slot = 0; ThreadClock *thread = order_.threads().at(slot); ++slot)
    thread->turnSites(moved);
}

DetectorCounts Detector::counts() const {
  DetectorCounts copy;
  copy.maps = __atomic_load_n(&counts_.maps, __ATOMIC_RELAXED);
  copy.droppedHistories =
      __atomic_load_n(&counts_.droppedHistories, __ATOMIC_RELAXED);
  copy.evictedMaps = __atomic_load_n(&counts_.evictedMaps, __ATOMIC_RELAXED);
  copy.evictedObjects = order_.evictedObjects();
  copy.forgotten = order_.era();
  copy.skippedOperations =
      __atomic_load_n(&counts_.skippedOperations, __ATOMIC_RELAXED);
  return copy;
}

} // namespace mapsan
