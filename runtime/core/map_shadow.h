// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is remembered of one map: where it comes from, its last write, and who
// read it since. FastTrack's observation: accesses that are ordered before a
// later one of the same kind need not be remembered, since whoever findings
// with them conflicts with the later one too (or is ordered after both). So one
// write suffices, and of the readers those that no later one has seen.
//
// Accesses are of four kinds. Row: remembered; column: what comes now.
//
//                 Read   Potential   Safe   Write   Exclusive
//   Read           -       note       -     race      race
//   Potential     note     note       -     race      race
//   Safe           -        -         -      -        race
//   Write         race     race       -     race      race
//   Exclusive     race     race      race   race      race
//
// Potential is an operation that may write by the standard and changed nothing.
// Exclusive is construct, destroy, and the exclusive effect. The table is
// judge() of verdict.h; one test compares the two. There is one place for the
// last Write or Exclusive: no class has both Safe and Write operations, and for
// all others the two kinds are alike.
//
// Readers: up to kRecords records {epoch, site, stack, locks...}, one per slot
// and kind. When they are full, those that the newcomer has seen and is as
// strong as make room; then the oldest does, after the epochs of all have been
// copied to a clock of that kind (`crowd`). What the crowd only knows the epoch
// of is looked up in its thread's memory (ThreadClock::recall).
//
//   which record stands for which        Read      Potential     Safe
//   is as strong as                      Read      Read, Pot.    Safe
//
// A swap or a move is a write of both maps, and a write supersedes what was
// remembered before: so histories stay with their addresses, and where a map
// comes from is where the object at this address does.
//
// Everything here is for the owner of the lock, except generation, which others
// read for their shortcut: it moves when a record of another thread may have
// been replaced or dropped. Who moved it stamps the map's word, too, and so does
// each write (takeMoved, runtime/abi/recent.h).
#ifndef MAPSAN_RUNTIME_CORE_MAP_SHADOW_H
#define MAPSAN_RUNTIME_CORE_MAP_SHADOW_H

#include "runtime/core/access.h"
#include "runtime/core/moved_sites.h"
#include "runtime/core/thread_clock.h"

namespace mapsan {

class ThreadTable;

enum class Kind : uint8_t { Read, Potential, Safe, Write, Exclusive };
constexpr unsigned kReadKinds = 3;

/// Bits of the kinds that a record of this kind stands for.
constexpr uint32_t coveredBy(Kind kind) {
  return kind == Kind::Read        ? 1u << unsigned(Kind::Read)
         : kind == Kind::Potential ? 3u << unsigned(Kind::Read)
         : kind == Kind::Safe      ? 1u << unsigned(Kind::Safe)
         : kind == Kind::Write     ? 11u
                                   : 31u;
}

/// The kind of an operation by its effect, and by what it did once that is
/// known. Effect::None has none; do not ask.
constexpr Kind kindOf(Effect effect, Outcome outcome) {
  switch (effect) {
  case Effect::Safe:
    return Kind::Safe;
  case Effect::Construct:
  case Effect::Destroy:
  case Effect::Exclusive:
    return Kind::Exclusive;
  case Effect::Write:
  case Effect::ElementWrite:
    return Kind::Write;
  case Effect::Upsert:
  case Effect::Assign:
  case Effect::Erase:
    return outcome == Outcome::Changed   ? Kind::Write
           : outcome == Outcome::Running ? Kind::Read
                                         : Kind::Potential;
  default:
    return Kind::Read;
  }
}

class MapShadow : public MapsanUse {
public:
  // For AddressTable, with address.
  MapShadow *next;
  SpinLock lock;
  uint8_t isUsed;

  uint32_t generation() const {
    return __atomic_load_n(&generation_, __ATOMIC_ACQUIRE);
  }

  // With the lock, from here.

  /// True once after the generation has moved, or after a write.
  bool takeMoved() {
    const bool hasMoved = hasMoved_;
    hasMoved_ = false;
    return hasMoved;
  }

  /// Adds the conflicts of `access` with what is remembered.
  /// `reported`: not the write of this epoch, if there is one.
  void check(const ThreadClock &self, const AccessRecord &access, Kind kind,
             const SizeChange &change, Epoch reported,
             const ThreadTable &threads, Findings &findings) const {
    if (!isAllSeen(self, reported))
      checkEach(self, access, kind, change, reported, threads, findings);
  }

  void recordRead(const ThreadClock &self, const AccessRecord &access,
                  Kind kind, Arena &arena);
  void recordWrite(const AccessRecord &access, Kind kind,
                   const SizeChange &change);

  /// Forgets accesses; where the map comes from stays.
  void forget();

  /// Forgets everything: the address is to be another map's.
  void retire(Arena &arena);

  void turnSites(const MovedSites &moved);

  /// Forgets if it was recorded in another era (HappensBefore::era).
  void enterEra(uint32_t era) {
    if (era_ == era)
      return;
    forget();
    era_ = era;
  }

  uint32_t era() const { return era_; }

  /// Compares the map's size with what was left. False: somebody has changed it
  /// unseen.
  bool isAsLeft(uint64_t size, uint64_t buckets) const;
  void leave(uint64_t size, uint64_t buckets) {
    __atomic_store_n(&sizeLeft_, kept(size), __ATOMIC_RELAXED);
    __atomic_store_n(&bucketsLeft_, kept(buckets), __ATOMIC_RELAXED);
  }
  uint64_t sizeLeft() const {
    return sizeOf(__atomic_load_n(&sizeLeft_, __ATOMIC_RELAXED));
  }
  uint64_t bucketsLeft() const {
    return sizeOf(__atomic_load_n(&bucketsLeft_, __ATOMIC_RELAXED));
  }

  /// Of an element: whose element this address is. What was remembered of
  /// another map's element there, or of one before that map's present life, is
  /// forgotten.
  void belongTo(const MapShadow *map, uint32_t life, Arena &arena);
  bool belongsTo(const MapShadow *map, uint32_t life) const {
    return owner_.map == map && owner_.life == life;
  }

  /// Has a second thread used the map or an element, in its present life? Any thread may ask,
  /// without the lock.
  bool isShared() const {
    return __atomic_load_n(&user, __ATOMIC_RELAXED) == kSeveral;
  }

  void noteUser(uint32_t thread) {
    if (user != thread && user != kSeveral)
      __atomic_store_n(&user, user ? kSeveral : thread, __ATOMIC_RELAXED);
  }

  /// Moves when the shadow is retired.
  uint32_t life() const { return __atomic_load_n(&lives, __ATOMIC_RELAXED); }

  Epoch writeEpoch() const { return write_.epoch; }

  /// Is a thread that is remembered here inside an upsert that took the
  /// shortcut?
  bool hasShortcutOpen(const ThreadTable &threads) const;

  void openWriter() {
    if (openWriters_ != kManyWriters)
      setOpenWriters(openWriters_ + 1u);
  }
  void closeWriter() {
    if (openWriters_ != 0 && openWriters_ != kManyWriters)
      setOpenWriters(openWriters_ - 1u);
  }
  bool hasOpenWriters() const {
    return __atomic_load_n(&openWriters_, __ATOMIC_RELAXED) != 0;
  }

  void create(const Creation &creation) { creation_ = creation; }

private:
  static constexpr uint32_t kRecords = 8;
  static constexpr uint16_t kManyWriters = 0xffff; // no longer counted
  static constexpr uint32_t kSeveral = ~0u;

  // Sizes are kept in half the bits. What does not fit is not known.
  static constexpr uint32_t kNoSize = ~0u;
  static constexpr uint32_t kept(uint64_t size) {
    return size < kNoSize ? static_cast<uint32_t>(size) : kNoSize;
  }
  static constexpr uint64_t sizeOf(uint32_t kept) {
    return kept == kNoSize ? kUnknownSize : kept;
  }
  struct KeptChange {
    uint32_t sizeBefore, sizeAfter, bucketsBefore, bucketsAfter;
  };

  /// What few maps need, and none before it is read.
  struct Readers {
    uint8_t count, capacity;
    uint8_t oldest; // to make room when all are needed
    bool hasCrowd;
    VectorClock *crowd; // kReadKinds of them, or null
    AccessRecord *records() {
      return reinterpret_cast<AccessRecord *>(this + 1);
    }
    static size_t bytes(uint32_t capacity) {
      return sizeof(Readers) + capacity * sizeof(AccessRecord);
    }
  };

  // Enough for most: a map that one thread at a time uses.
  bool isAllSeen(const ThreadClock &self, Epoch reported) const {
    if (write_.epoch && write_.epoch != reported && !self.hasSeen(write_.epoch))
      return false;
    return !readers_ || (!readers_->hasCrowd &&
                         (readers_->count == 0 ||
                          (readers_->count == 1 &&
                           self.hasSeen(readers_->records()[0].epoch))));
  }
  void checkEach(const ThreadClock &self, const AccessRecord &access, Kind kind,
                 const SizeChange &change, Epoch reported,
                 const ThreadTable &threads, Findings &findings) const;
  static Kind kindOf(const AccessRecord &record) {
    return mapsan::kindOf(record.effect, record.outcome);
  }
  bool isElement() const {
    return ThreadClock::isElement(reinterpret_cast<const void *>(address));
  }
  void setOpenWriters(uint32_t count) {
    __atomic_store_n(&openWriters_, static_cast<uint16_t>(count),
                     __ATOMIC_RELAXED);
  }
  bool growReaders(Arena &arena);
  void joinCrowd(const AccessRecord &record, Arena &arena);
  AccessRecord *placeFor(const ThreadClock &self, Epoch epoch, Kind kind,
                         Arena &arena);
  bool isReader(Slot slot, Kind kind) const;
  void dropReaders();
  void moved() {
    hasMoved_ = true;
    __atomic_store_n(&generation_, generation_ + 1, __ATOMIC_RELEASE);
  }

  bool hasMoved_;
  uint16_t openWriters_;
  uint32_t generation_;
  uint32_t era_;
  uint32_t sizeLeft_, bucketsLeft_;
  KeptChange writeChange_;
  AccessRecord write_;
  union {
    Creation creation_; // of a map
    struct {            // of an element
      const MapShadow *map;
      uint32_t life;
    } owner_;
  };
  Readers *readers_; // null: none yet
};

static_assert(sizeof(MapShadow) == 128,
              "a million maps have a million of these");

} // namespace mapsan

#endif
