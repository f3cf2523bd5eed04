// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Schedules in plain words, for the core of report mode: a World is a detector,
// an Actor a thread of it. What stands in a test's lines happens in their
// order; no real thread is involved. Operations answer true if they are in
// order with what others did (no race), and leave what was found in `found`.
#ifndef MAPSAN_TESTS_UNIT_SUPPORT_SCENARIO_H
#define MAPSAN_TESTS_UNIT_SUPPORT_SCENARIO_H

#include "runtime/core/detector.h"

#include <sys/mman.h>

#include <memory>
#include <vector>

namespace mapsan::scenario {

inline void *pages(size_t bytes) {
  void *result = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return result == MAP_FAILED ? nullptr : result;
}

struct World {
  std::unique_ptr<Detector> detector;

  explicit World(uint64_t memoryLimit = uint64_t{1} << 30)
      : detector(new Detector()) {
    detector->start({pages, nullptr}, memoryLimit);
  }
  HappensBefore &order() { return detector->order(); }
};

/// What a map and a lock are to the detector: an address each. The map knows its
/// size, as compiled code would tell it.
struct Map {
  alignas(64) char bytes[64];
  uint64_t size = 0;
};
struct Object {
  alignas(64) char bytes[64];
};
using Lock = Object;

class Actor {
public:
  /// The first of a world is its main thread; others need a creator.
  explicit Actor(World &world) : Actor(world, nullptr) {}
  Actor(Actor &creator) : Actor(creator.world_, creator.clock) {}

  World &world_;
  ThreadClock *clock;
  Findings found = {};
  bool keepsStacks = true;

  // Operations on maps, from begin to end.
  bool constructs(Map &map) {
    map.size = 0;
    detector().constructed(*clock, &map, access(map, Effect::Construct));
    return true;
  }
  bool reads(Map &map) { return does(map, Effect::Read, Changed::No, 0); }
  bool iterates(Map &map) { return does(map, Effect::Iterate, Changed::No, 0); }
  bool inserts(Map &map) { return does(map, Effect::Upsert, Changed::Yes, 1); }
  bool findsPresent(Map &map) {
    return does(map, Effect::Upsert, Changed::No, 0);
  }
  bool erases(Map &map) { return does(map, Effect::Erase, Changed::Yes, -1); }
  bool clears(Map &map) {
    return does(map, Effect::Write, Changed::Yes, -static_cast<int>(map.size));
  }
  bool destroys(Map &map) {
    return does(map, Effect::Destroy, Changed::Yes, 0);
  }
  bool usesSafely(Map &map) {
    return does(map, Effect::Safe, Changed::Unknown, 0);
  }
  bool usesExclusively(Map &map) {
    return does(map, Effect::Exclusive, Changed::Unknown, 0);
  }
  bool does(Map &map, Effect effect, Changed changed, int growth) {
    const bool isBeginGood = begins(map, effect);
    const Findings atBegin = found;
    const bool isEndGood = ends(map, effect, changed, growth);
    if (atBegin.count && isEndGood)
      found = atBegin;
    return isBeginGood && isEndGood;
  }

  // Accesses to an element that lies at `where`.
  bool readsElement(Map &map, const void *where, uint64_t size = 8) {
    return touches(map, where, size, Effect::ElementRead);
  }
  bool writesElement(Map &map, const void *where, uint64_t size = 8) {
    return touches(map, where, size, Effect::ElementWrite);
  }
  /// Inside an insertion.
  void gets(const char *block, uint64_t bytes) {
    const auto begin = reinterpret_cast<uintptr_t>(block);
    clock->noteFresh(begin, begin + bytes);
  }
  /// Inside an erasure.
  bool frees(Map &map, const char *block, uint64_t bytes) {
    detector().freed(*clock, &map, block, block + bytes,
                     access(map, Effect::Erase), found);
    return !hasRace();
  }
  bool touches(Map &map, const void *where, uint64_t size, Effect effect) {
    found.count = 0;
    const void *element = elementKey(where, size);
    if (!detector().isElementRepeated(*clock, element, effect) &&
        !detector().isElementPrivate(*clock, &map, effect) &&
        !Detector::isElementFresh(*clock, element))
      detector().element(*clock, &map, element, access(map, effect), found);
    return !hasRace();
  }

  // In two steps. One operation at a time.
  bool begins(Map &map, Effect effect) {
    found.count = 0;
    open_ = {};
    clock->enter(&map);
    if (!detector().isRepeated(*clock, &map, effect))
      detector().begin(*clock, &map, access(map, effect), open_, found);
    return !hasRace();
  }
  bool ends(Map &map, Effect effect, Changed changed, int growth) {
    found.count = 0;
    map.size += static_cast<uint64_t>(growth);
    detector().end(*clock, &map, access(map, effect), changed, open_, found);
    clock->leave(&map);
    return !hasRace();
  }
  void abandons(Map &map) {
    detector().abandon(*clock, open_);
    clock->leave(&map);
  }

  bool hasRace() const { return has(Verdict::Race); }
  bool hasNote() const { return has(Verdict::Note); }

  // Synchronisation.
  void locks(Lock &lock) {
    order().lockAcquired(*clock, &lock, LockKind::Plain);
  }
  void unlocks(Lock &lock) {
    order().lockReleased(*clock, &lock, LockKind::Plain);
  }
  void locksShared(Lock &lock) {
    order().lockAcquired(*clock, &lock, LockKind::Shared);
  }
  void unlocksShared(Lock &lock) {
    order().lockReleased(*clock, &lock, LockKind::Shared);
  }
  void locksExclusively(Lock &lock) {
    order().lockAcquired(*clock, &lock, LockKind::Exclusive);
  }
  void unlocksExclusively(Lock &lock) {
    order().lockReleased(*clock, &lock, LockKind::Exclusive);
  }
  void releases(Object &object) { order().release(*clock, &object); }
  void acquires(Object &object) { order().acquire(*clock, &object); }
  void loads(Object &object, MemoryOrder how) {
    order().atomicLoaded(*clock, &object, how);
  }
  void stores(Object &object, MemoryOrder how) {
    order().atomicStoring(*clock, &object, how);
  }
  void updates(Object &object, MemoryOrder how) {
    order().atomicUpdating(*clock, &object, how);
    order().atomicUpdated(*clock, &object, how);
  }
  void fences(MemoryOrder how) { order().fence(*clock, how); }
  void ends() { order().finish(*clock); }
  void joins(Actor &other) { order().join(*clock, other.clock); }
  void detaches(Actor &other) { order().detach(other.clock); }

  Access access(const Map &map, Effect effect) {
    Access access = {};
    access.effect = effect;
    access.stack = keepsStacks ? ++stacks_ : 0;
    const bool isKnown = effect != Effect::Destroy;
    access.size = isKnown ? map.size : kUnknownSize;
    access.buckets = kUnknownSize;
    return access;
  }

private:
  Actor(World &world, ThreadClock *creator)
      : world_(world), clock(world.order().openThread(creator)) {}

  Detector &detector() { return *world_.detector; }
  HappensBefore &order() { return world_.order(); }
  bool has(Verdict verdict) const {
    for (uint32_t i = 0; i < found.count; ++i)
      if (found.items[i].verdict == verdict)
        return true;
    return false;
  }

  OpenOperation open_ = {};
  uint32_t stacks_ = 0;
};

} // namespace mapsan::scenario

#endif
