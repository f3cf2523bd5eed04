// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A thread as the detector sees it: the slot it lives in, what it has seen of
// the others (its vector clock), what it last published, and what it remembers
// of its own last accesses.
//
// Time moves on at a release, not at each: a thread that has neither used its
// epoch (recorded an access) nor learned anything since its last release
// publishes that release again. Programs that do nothing but count references
// stay at one epoch.
//
// Slots are given again, their time goes on. A later thread B of slot s has the
// epochs from its first time on; those before belong to former threads of s.
// Has B seen the access (s, u), u before its first? It remembers in `former_`
// what it has acquired of the slot's past. Others see one row of times for both,
// so who has seen B counts as having seen A: that loses reports and makes none.
// Nothing is lost when the creator of B had seen the end of A (a pool that joins
// its threads): thread_table.h prefers such slots. Records carry the thread's
// number, which is never given again, so A and B are not taken for each other.
//
// The owner calls everything; other threads call number, numberAt, slot,
// isInside, releaseAfter, lastAcquired, recall, withdraw and hasShortcutOpen, whose
// answers may be out of date but are never mixed up, and turnSites.
#ifndef MAPSAN_RUNTIME_CORE_THREAD_CLOCK_H
#define MAPSAN_RUNTIME_CORE_THREAD_CLOCK_H

#include "runtime/abi/recent.h"
#include "runtime/core/access.h"
#include "runtime/core/clock_snapshot.h"
#include "runtime/core/fresh_blocks.h"
#include "runtime/core/moved_sites.h"
#include "runtime/core/vector_clock.h"

namespace mapsan {

class MapShadow;
class SyncObject;

/// A release, for the reader of a report: what the thread published after an
/// access, and where.
struct ReleaseMark {
  Epoch epoch;
  const void *object; // as told to HappensBefore
};

class ThreadClock {
public:
  /// Never given to another thread, 1 for the first.
  uint32_t number() const {
    return __atomic_load_n(&number_, __ATOMIC_RELAXED);
  }
  Slot slot() const { return slot_; }

  /// The present epoch.
  Epoch now() const { return Epoch::of(slot_, time_); }

  /// The same, and something will remember it: the next release is news.
  Epoch use() {
    isUsed_ = true;
    return now();
  }

  /// Does everything in `epoch`, so far as it was published, happen before what
  /// this thread does now?
  bool hasSeen(Epoch epoch) const {
    const Time time = epoch.time();
    if (epoch.slot() == slot_)
      return time >= first_ || time <= former_;
    return clock_.get(epoch.slot()) >= time;
  }

  /// The last release of this thread at or after an access of `epoch`, if it is
  /// among its last few; else none. What the other side of an unordered
  /// conflict did not acquire.
  ReleaseMark releaseAfter(Epoch epoch) const;
  /// The last object this thread acquired something new from; may be null.
  const void *lastAcquired() const { return lastAcquired_; }

  /// The number of the slot's thread at that time, 0 if it was another.
  uint32_t numberAt(Epoch epoch) const {
    return epoch.time() >= __atomic_load_n(&first_, __ATOMIC_RELAXED) ? number()
                                                                      : 0;
  }

  /// Which maps the thread is inside of. The caller says so around every
  /// operation, repeated ones too (two stores): Finding::isOverlap comes from
  /// it.
  void enter(const void *map);
  void leave(const void *map);
  bool isInside(const void *map) const;

  // ---- for HappensBefore ----

  /// A new thread lives here: nothing seen, nothing published.
  void begin(uint32_t number, Arena &arena);

  /// A publication of everything up to now, and a new epoch; the snapshot stays
  /// the thread's. Epoch none: no memory.
  Publication publish(Arena &arena);

  /// What was published there. Without an epoch the snapshot alone, which then
  /// is a join of several. False: no memory, an edge is lost.
  bool acquire(Epoch epoch, const ClockSnapshot *snapshot, Arena &arena);
  bool learn(const Time *times, uint32_t size, Arena &arena);

  void mark(Epoch epoch, const void *object);
  void noteAcquired(const void *object) { lastAcquired_ = object; }

  /// The last time that was published from this slot, by whichever thread. Others
  /// read it.
  Time lastPublished() const {
    return __atomic_load_n(&published_, __ATOMIC_ACQUIRE);
  }

  /// True once for each of them.
  bool isNews() {
    const bool isNew = counted_ != published_;
    counted_ = published_;
    return isNew;
  }

  /// Nothing that former threads of the slot published is unknown to this one.
  bool hasSeenFormer() const { return former_ + 1 >= first_; }

  /// HappensBefore::hasSeenEverything: how often to not look again. The count of
  /// news of which it is known is in recent().
  struct News {
    uint32_t untilLook, pause;
  };
  News &news() { return news_; }

  struct SeenVersion {
    const SyncObject *object;
    uint64_t version;
  };
  SeenVersion &seenVersion(const SyncObject *object) {
    const uint64_t bits = reinterpret_cast<uintptr_t>(object) >> 6;
    return seen_[(bits ^ bits >> 5) & (kSeenVersions - 1)];
  }

  /// Of relaxed loads, for the next acquire fence; and which versions of objects
  /// are in it, or were when a fence acquired it.
  VectorClock &pending() { return pending_; }
  SeenVersion &collectedVersion(const SyncObject *object) {
    const uint64_t bits = reinterpret_cast<uintptr_t>(object) >> 6;
    return collected_[(bits ^ bits >> 3) & (kCollectedVersions - 1)];
  }

  /// Where an object was found last. The node is type-stable; it is the right one
  /// if its address still says so.
  struct KnownObject {
    uintptr_t address;
    SyncObject *object;
  };
  KnownObject &knownObject(uintptr_t address) {
    return known_[(address >> 3 ^ address >> 8) & (kKnownObjects - 1)];
  }

  // ---- for the detector: the last accesses, by map ----

  struct Remembered {
    uint64_t sequence; // even: whole; moved by the owner
    const void *map;
    MapShadow *shadow;
    uint32_t generation; // of the shadow, then
    uint32_t era;
    uint32_t life;   // of the shadow, then
    uint32_t covers; // kinds of access this one is as strong as
    AccessRecord record;
  };
  Remembered &remembered(const void *map) {
    if (!isElement(map))
      return remembered_[recentPlaceOf(map)];
    Elements *const elements = __atomic_load_n(&elements_, __ATOMIC_ACQUIRE);
    const uint64_t key = reinterpret_cast<uint64_t>(map);
    return elements ? elements->remembered[toldPlaceOf(key) & (kElements - 1)]
                    : nothing_;
  }
  const Remembered &remembered(const void *map) const {
    return const_cast<ThreadClock *>(this)->remembered(map);
  }
  void remember(const Remembered &access);

  /// Any thread: the last access to this map if it has this epoch.
  bool recall(const void *map, Epoch epoch, AccessRecord &copy) const;
  void turnSites(const MovedSites &moved);

  // ---- elements (elementKey), which have places of their own ----

  static bool isElement(const void *key) {
    return reinterpret_cast<uintptr_t>(key) >> 62;
  }

  /// Before the first one is remembered. Without memory none is.
  void keepElements(Arena &arena);

  /// As what compiled code looks at for maps: the element's shadow, whose word is
  /// `word`, has a record of this thread and epoch.
  bool isElementTold(const void *element, Word word, bool isWrite) const {
    return isElementToldOf(recent_, reinterpret_cast<uint64_t>(element), word,
                           isWrite);
  }
  void offerElement(const void *element, Word word, bool coversWrites);

  /// Memory was given out to this thread just now (fresh_blocks.h).
  void noteFresh(uintptr_t begin, uintptr_t end) {
    fresh_.add(begin, end, now());
  }
  bool isFresh(uintptr_t address) { return fresh_.take(address, now()); }

  // ---- the shortcut of compiled code (runtime/abi/recent.h) ----

  MapsanRecent &recent() { return recent_; }

  /// Never given before, by no thread.
  Word newStamp() { return stampOf(slot_, ++stamps_); }

  /// The shadow of this map, whose word is `word`, has a record of this thread
  /// and epoch that covers reads, and upserts.
  /// `use`: of the shadow.
  void offer(const void *map, Word word, const MapsanUse *use, bool coversReads,
             bool coversUpserts);

  /// Where the innermost operation that took the shortcut left its frame, as far
  /// as this epoch offered it; null: there is none.
  const MapsanRecentPlace *openShortcut() const {
    const MapsanRecentPlace *inner = nullptr;
    for (uint64_t places = upsertTag_ == now().bits ? upsertPlaces_ : 0; places;
         places &= places - 1) {
      const MapsanRecentPlace &place = recent_.places[__builtin_ctzll(places)];
      if (place.open && (!inner || place.open < inner->open))
        inner = &place;
    }
    return inner;
  }

  /// There is no other thread just now: writes of elements are not told either,
  /// as long as isAlone is not taken back. Who lets another one in does that.
  void offerAlone(bool isAlone) {
    __atomic_store_n(&recent_.writer, isAlone ? number_ : kNoUser,
                     __ATOMIC_RELAXED);
  }

  /// Any thread: what was offered so far does not count.
  void withdraw() {
    offerAlone(false);
    __atomic_store_n(&recent_.tag, kWithdrawn, __ATOMIC_RELEASE);
  }

  /// Any thread: is this one between begin and end of an upsert of this map that
  /// took the shortcut?
  bool hasShortcutOpen(const void *map) const {
    const MapsanRecentPlace &place = recent_.places[recentPlaceOf(map)];
    return __atomic_load_n(&place.open, __ATOMIC_ACQUIRE) &&
           __atomic_load_n(&place.map, __ATOMIC_RELAXED) == map;
  }

private:
  friend class HappensBefore;
  friend class ThreadTable;

  static constexpr unsigned kSeenVersions = 32;
  static constexpr unsigned kCollectedVersions = 8;
  static constexpr unsigned kKnownObjects = 16;
  static constexpr unsigned kInside = 8;
  static constexpr unsigned kMarks = 8;
  static constexpr uint64_t kWithdrawn = 0; // no epoch

  static constexpr unsigned kElements = 64;
  struct Elements {
    MapsanToldElement told[kToldElements];
    Remembered remembered[kElements];
  };

  enum class State : uint8_t { Free, Live, Detached, Finished };

  void sawFormer(Time time);
  void advance() {
    __atomic_store_n(&time_, time_ + 1, __ATOMIC_RELAXED);
    __atomic_store_n(&recent_.tag, now().bits, __ATOMIC_RELAXED);
  }

  // What every call looks at.
  Slot slot_;
  uint32_t number_;
  Time time_;   // of the present epoch
  Time first_;  // of this thread's epochs in the slot
  Time former_; // seen of the slot's former threads
  VectorClock clock_;
  bool isUsed_, hasLearned_, hasPending_;
  State state_;
  Epoch released_; // of the last publication
  Time published_; // the same, of the slot; never goes back
  Time counted_;   // the last of these that was
  News news_;
  ClockSnapshot *snapshot_; // of the last publication
  ClockSnapshot *spare_;

  VectorClock pending_;
  Publication fence_; // of the last release fence; holds a reference
  Publication final_; // of a finished thread; holds a reference

  const void *lastAcquired_;
  uint32_t markCount_;
  ReleaseMark marks_[kMarks];

  uint32_t depth_;
  const void *inside_[kInside];

  SeenVersion seen_[kSeenVersions];
  SeenVersion collected_[kCollectedVersions];
  KnownObject known_[kKnownObjects];
  // One for each place: what is offered there is remembered here.
  Remembered remembered_[kRecentPlaces];

  Elements *elements_; // once there are any
  Remembered nothing_;

  FreshBlocks fresh_;

  uint64_t upsertTag_,
      upsertPlaces_; // with this tag upserts were offered there
  uint64_t stamps_;
  MapsanRecent recent_;

  ThreadClock *nextFree_;
};

} // namespace mapsan

#endif
