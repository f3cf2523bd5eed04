// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/detector.h"

#include "runtime/core/thread_clock_inline.h"

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
  record.takenLocks = access.takenLocks;
  return record;
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

bool Detector::start(const Environment &environment, uint64_t memoryLimit,
                     Word *words) {
  environment_ = environment;
  memoryLimit_ = memoryLimit;
  arena_.start(environment.mapPages, environment.yield);
  if (!words)
    words =
        static_cast<Word *>(environment.mapPages(sizeof(Word) << kTableBits));
  freed_.start(environment);
  return words && order_.start(environment, arena_, memoryLimit) &&
         shadows_.start(environment, arena_, words);
}

ThreadClock *Detector::restart() {
  const Environment environment = environment_;
  const uint64_t memoryLimit = memoryLimit_;
  Word *const words = shadows_.words();
  __builtin_memset(static_cast<void *>(this), 0, sizeof *this);
  return start(environment, memoryLimit, words) ? order_.openThread(nullptr)
                                                : nullptr;
}

MapShadow *Detector::findShadow(const void *map) {
  bool isNew;
  MapShadow *shadow = shadows_.lock(map, isNew);
  if (!shadow) {
    add(counts_.skippedOperations);
    return nullptr;
  }
  if (isNew) {
    shadow->leave(kUnknownSize, kUnknownSize);
    if (!ThreadClock::isElement(map))
      add(counts_.maps);
  }
  return shadow;
}

// Memory has become short, here or where an object was needed.
__attribute__((noinline, cold)) void Detector::relieve() {
  if (order_.isOverLimit())
    order_.trim();
  const uint32_t trims = order_.trims();
  if (__atomic_load_n(&trims_, __ATOMIC_RELAXED) == trims)
    return;
  __atomic_store_n(&trims_, trims, __ATOMIC_RELAXED);
  const uint32_t gone = shadows_.evict(shadows_.count() / 4 + 1);
  __atomic_fetch_add(&counts_.evictedMaps, uint64_t{gone}, __ATOMIC_RELAXED);
}

// The shadow, locked, where this thread saw it last or in the table.
inline MapShadow *Detector::lockShadow(const ThreadClock &self,
                                       const void *map) {
  if (__builtin_expect(order_.isOverLimit() ||
                           __atomic_load_n(&trims_, __ATOMIC_RELAXED) !=
                               order_.trims(),
                       0))
    relieve();
  const ThreadClock::Remembered &last = self.remembered(map);
  MapShadow *shadow =
      last.map == map ? shadows_.lockKnown(last.shadow, map) : nullptr;
  if (!shadow && !(shadow = findShadow(map)))
    return nullptr;
  // Against forgetHistory: who reads the old era here has told its new tag
  // before, and will see it withdrawn. On x86-64 the lock was such a fence.
#if !defined(__x86_64__)
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
  shadow->enterEra(order_.era());
  return shadow;
}

bool Detector::repeats(ThreadClock &self, const void *map,
                       Effect effect) const {
  // The word before the generation: who moves that one stamps the word later.
  const Word word = wordOf(map);
  if (!isRepeated(self, map, effect))
    return false;
  const uint32_t covers = self.remembered(map).covers;
  if (effect != Effect::None)
    self.offer(map, word, self.remembered(map).shadow,
               covers & 1u << unsigned(Kind::Read),
               covers & 1u << unsigned(Kind::Potential));
  return true;
}

// The map's word from now on, another one if something has happened.
inline Word Detector::stamp(ThreadClock &self, const void *map,
                            MapShadow &shadow) {
  Word *const word = shadows_.wordOf(map);
  if (shadow.takeMoved())
    __atomic_store_n(word, self.newStamp(), __ATOMIC_RELAXED);
  return __atomic_load_n(word, __ATOMIC_RELAXED);
}

inline void Detector::unlockAndRemember(ThreadClock &self, const void *map,
                                        MapShadow *shadow, Kind kind,
                                        const AccessRecord &record) {
  const uint32_t generation = shadow->generation(), era = shadow->era(),
                 life = shadow->life();
  const Word word = stamp(self, map, *shadow);
  shadow->lock.unlock();
  const ThreadClock::Remembered &before = self.remembered(map);
  uint32_t covers = coveredBy(kind);
  const bool isSame = before.map == map &&
                      before.record.epoch == record.epoch &&
                      before.generation == generation && before.era == era;
  if (isSame)
    covers |= before.covers;
  if (ThreadClock::isElement(map))
    self.offerElement(map, word, covers & 1u << unsigned(Kind::Write));
  else
    self.offer(map, word, shadow, covers & 1u << unsigned(Kind::Read),
               covers & 1u << unsigned(Kind::Potential));
  if (!isSame || covers != before.covers || record.stack)
    self.remember({0, map, shadow, generation, era, life, covers, record});
}

void Detector::begin(ThreadClock &self, const void *map, const Access &access,
                     OpenOperation &open, Findings &findings) {
  findings.count = 0;
  open = {};
  const Effect effect = access.effect;
  if (effect == Effect::None || effect == Effect::Construct)
    return;
  MapShadow *shadow = lockShadow(self, map);
  if (!shadow)
    return;
  if (!shadow->hasOpenWriters()) {
    if (!tracksSize(effect)) {
      shadow->leave(kUnknownSize, kUnknownSize);
    } else if (shadow->isAsLeft(access.size, access.buckets)) {
      if (access.size != kUnknownSize)
        shadow->leave(access.size, access.buckets);
    } else if (!shadow->hasShortcutOpen(order_.threads())) {
      shadow->forget();
      add(counts_.droppedHistories);
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
    stamp(self, map, *shadow); // the end is what is to be remembered
    shadow->lock.unlock();
    return;
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
  const SizeChange change = {open.sizeBefore, access.size, open.bucketsBefore,
                             access.buckets};
  shadow->closeWriter();
  recordEnd(self, access, changed, *shadow, change, open.reported, findings);
}

void Detector::endShortcut(ThreadClock &self, const void *map,
                           const Access &access, Changed changed,
                           Findings &findings) {
  findings.count = 0;
  MapShadow *shadow = lockShadow(self, map);
  if (!shadow)
    return;
  const ThreadClock::Remembered &last = self.remembered(map);
  if (last.map == map && last.shadow == shadow &&
      last.life != shadow->life()) { // another map lives here by now
    shadow->lock.unlock();
    return;
  }
  const SizeChange change = {shadow->sizeLeft(), access.size,
                             shadow->bucketsLeft(), access.buckets};
  recordEnd(self, access, changed, *shadow, change, {}, findings);
}

// Unlocks the shadow.
void Detector::recordEnd(ThreadClock &self, const Access &access,
                         Changed changed, MapShadow &shadow,
                         const SizeChange &change, Epoch reported,
                         Findings &findings) {
  const Outcome outcome = outcomeOf(changed);
  const Kind kind = kindOf(access.effect, outcome);
  const AccessRecord record = recordOf(self, access, outcome);
  shadow.check(self, record, kind, change, reported, order_.threads(),
               findings);
  if (kind == Kind::Potential)
    shadow.recordRead(self, record, kind, arena_);
  else
    shadow.recordWrite(record, kind, change);
  const bool isKnown = !shadow.hasOpenWriters() && tracksSize(access.effect) &&
                       access.effect != Effect::Destroy;
  shadow.leave(isKnown ? access.size : kUnknownSize,
               isKnown ? access.buckets : kUnknownSize);
  unlockAndRemember(self, reinterpret_cast<void *>(shadow.address), &shadow,
                    kind, record);
}

void Detector::constructed(ThreadClock &self, const void *map,
                           const Access &access) {
  MapShadow *shadow = lockShadow(self, map);
  if (!shadow)
    return;
  shadow->retire(arena_);
  AccessRecord record = recordOf(self, access, Outcome::Changed);
  record.effect = Effect::Construct;
  shadow->create({access.site, record.thread, access.stack});
  shadow->recordWrite(
      record, Kind::Exclusive,
      {kUnknownSize, access.size, kUnknownSize, access.buckets});
  shadow->leave(access.size, access.buckets);
  unlockAndRemember(self, map, shadow, Kind::Exclusive, record);
}

// The question of how many threads there are comes last: who lets another one in
// counts it first and takes back what was offered then (HappensBefore).
bool Detector::isElementPrivate(ThreadClock &self, const void *map,
                                Effect effect) const {
  const ThreadClock::Remembered &last = self.remembered(map);
  if (last.map != map || last.shadow->life() != last.life ||
      last.shadow->isShared())
    return false;
  if (effect == Effect::ElementRead)
    return true;
  self.offerAlone(true);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  if (order_.threads().live() == 1)
    return true;
  self.offerAlone(false);
  return false;
}

// The map's shadow by itself: never two locks at once. As a rule this thread has
// just been there.
MapLife Detector::ownerOf(const ThreadClock &self, const void *map) {
  const ThreadClock::Remembered &last = self.remembered(map);
  if (last.map == map && last.shadow->life() == last.life)
    return {last.shadow, last.life, order_.era()};
  MapShadow *found = lockShadow(self, map);
  if (!found)
    return {};
  const MapLife owner = {found, found->life(), order_.era()};
  found->noteUser(self.number());
  found->lock.unlock();
  return owner;
}

void Detector::element(ThreadClock &self, const void *map, const void *element,
                       const Access &access, Findings &findings) {
  findings.count = 0;
  const MapLife owner = ownerOf(self, map);
  if (!owner.map)
    return;
  self.keepElements(arena_);
  if (!__atomic_load_n(&hasElements_, __ATOMIC_RELAXED))
    __atomic_store_n(&hasElements_, true, __ATOMIC_RELAXED);
  MapShadow *shadow = lockShadow(self, element);
  if (!shadow)
    return;
  shadow->belongTo(owner.map, owner.life, arena_);
  const Kind kind = kindOf(access.effect, Outcome::Unobservable);
  const AccessRecord record = recordOf(self, access, Outcome::Unobservable);
  shadow->check(self, record, kind, kNoChange, {}, order_.threads(), findings);
  AccessRecord freed;
  if (findings.count < Findings::kCapacity &&
      freed_.find(addressOfElement(element), owner, freed) &&
      !self.hasSeen(freed.epoch))
    findings.items[findings.count++] = {Verdict::Race, false,     record, freed,
                                        kNoChange,     kNoChange, {}};
  if (kind == Kind::Write)
    shadow->recordWrite(record, kind, kNoChange);
  else
    shadow->recordRead(self, record, kind, arena_);
  unlockAndRemember(self, element, shadow, kind, record);
}

uint32_t Detector::locksAt(const ThreadClock &self, const void *map,
                           const MapsanSite &place) const {
  const ThreadClock::Remembered &last = self.remembered(map);
  const MapsanSite *site = last.map == map ? last.record.site : nullptr;
  const char *file = atOffset<char>(place.file);
  const char *other = site ? atOffset<char>(site->file) : nullptr;
  return file && other && site->line == place.line &&
                 site->column == place.column &&
                 __builtin_strcmp(file, other) == 0
             ? last.record.locks
             : 0;
}

void Detector::freed(ThreadClock &self, const void *map, const void *begin,
                     const void *end, const Access &access,
                     Findings &findings) {
  findings.count = 0;
  const MapLife owner = ownerOf(self, map);
  if (!owner.map || !owner.map->isShared())
    return;
  const uintptr_t from = reinterpret_cast<uintptr_t>(begin);
  const uintptr_t to = reinterpret_cast<uintptr_t>(end);
  const AccessRecord record = recordOf(self, access, Outcome::Changed);
  freed_.add(from, to, owner, record);
  if (shadows_.hasNoElements(from, to))
    return;
  const bool isDone =
      shadows_.forgetElements(from, to, [&](MapShadow &element) {
        if (!element.belongsTo(owner.map, owner.life))
          return false;
        element.enterEra(owner.era);
        element.check(self, record, Kind::Write, kNoChange, {},
                      order_.threads(), findings);
        return true;
      });
  if (!isDone)
    add(counts_.skippedOperations);
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

void Detector::forgetMaps(const void *begin, const void *end) {
  if (!shadows_.forgetRange(reinterpret_cast<uintptr_t>(begin),
                            reinterpret_cast<uintptr_t>(end)))
    order_.forgetHistory();
}

void Detector::forgetElements(uintptr_t begin, uintptr_t end) {
  if (!shadows_.forgetElements(begin, end, [](MapShadow &) { return true; }))
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
  freed_.turnSites(moved);
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
