// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Report mode's shortcut: what a thread has already told the detector in its
// present epoch. An operation that would only tell it again looks here, in its
// own thread's memory, and goes on.
//
//   tag      names the thread's epoch; another one after each release that is
//            news. Never one that was there before
//   place    of a map, by its word's index. Filled by the runtime after the
//            map's shadow has got a record of this thread and this epoch:
//
//     read     tag + word: the record covers reads
//     upsert   tag + word: it also covers operations that may write and, as it
//              turns out, change nothing
//     open     the frame of such an operation, from its begin to its end; null
//              before the next one may take the shortcut. Others read it, to
//              know that the map may be changing
//
// `word` is the map's word in __mapsan_words. In report mode a word is a stamp:
// who changes what is remembered of a map, be it by a write of its own, stores a
// stamp that never was there before (stampOf). So tag + word is what was noted only if
// nothing has happened to the shadow since, and the very record is in it that
// the operation would make.
//
// In flag mode nothing matches: no map has its place, and words never differ by
// kNeverTag.
//
// Elements have the same, in a table of their own by the element's name; and one
// thing that is simpler: what this thread does to an element of a map that no
// other thread has used is not worth telling, whatever its epoch. So beside each
// place lies where the map's only user is written, and here is what must be
// written there: for reads this thread's number; for writes the same, but only
// while there is no other thread. What is written there may be of another map by
// now, and says so.
#ifndef MAPSAN_RUNTIME_ABI_RECENT_H
#define MAPSAN_RUNTIME_ABI_RECENT_H

#include "runtime/abi/word.h"

#include <stdint.h>

namespace mapsan {

struct MapsanRecentPlace {
  const void *map; // null: empty
  uint64_t read, upsert;
  const void *open;
};

constexpr unsigned kRecentPlaces = 64;

struct MapsanToldElement {
  uint64_t element; // elementKey(); 0: empty
  uint64_t read, write;
};

constexpr unsigned kToldElements = 1024;

/// The beginning of a map's shadow.
struct MapsanUse {
  uint64_t address; // the map's
  uint32_t user;    // the only thread's number; 0: none yet; all ones: several
  uint32_t lives;   // of maps so far; nothing to compiled code
};

struct alignas(64) MapsanRecent {
  uint64_t tag;
  MapsanToldElement *elements; // kToldElements of them; null: none was told
  uint32_t reader, writer;     // kNoUser: neither
  uint64_t seenNews; // runtime/core/happens_before.cpp; not compiled code
  uint64_t reserved[4];
  MapsanRecentPlace places[kRecentPlaces];
  const MapsanUse *uses[kRecentPlaces]; // may be null
};

/// No thread's number; nor does it stand for several.
constexpr uint32_t kNoUser = ~0u - 1;

/// A bit that no word of flag mode has, so that no word there is another one
/// plus this.
constexpr uint64_t kNeverTag = uint64_t{1} << 31;

/// What stands for "not covered": no tag and word add up to it, the withdrawn tag
/// 0 and the word 0 of what nobody has stamped included.
constexpr uint64_t kNotTold = ~uint64_t{0};

/// Stamp number `count` of a thread's slot. No flag is set, and bit 31 is: so it
/// is nobody's own word, and nothing that reads flags sees one.
constexpr Word stampOf(uint32_t slot, uint64_t count) {
  return Word{slot} << 48 | (count >> 28 & 0xffff) << 32 | kNeverTag |
         (count & ((uint64_t{1} << 28) - 1)) << 3;
}

/// What an operation that took the shortcut stores as the word it saw, so that
/// its end looks closer. No stamp has this bit.
constexpr Word kShortcut = kAttention;

static_assert(sizeof(MapsanRecentPlace) == 32, "compiled code shifts by 5");

inline uint32_t recentPlaceOf(const void *map) {
  return wordIndex(reinterpret_cast<uint64_t>(map)) & (kRecentPlaces - 1);
}

/// Names an element's memory among the addresses of maps. Two accesses meet if
/// they begin in the same four bytes, or, where smaller, at the same byte.
constexpr uint64_t elementKey(uint64_t address, uint64_t size) {
  return size >= 4 ? (address & ~uint64_t{3}) | uint64_t{1} << 63
                   : address | uint64_t{1} << 62;
}

/// Elements that were allocated one after the other do not get into each other's
/// way.
constexpr uint32_t toldPlaceOf(uint64_t key) {
  return static_cast<uint32_t>(key >> 3 ^ key >> 13) & (kToldElements - 1);
}

/// Is this thread's access to an element of the map not worth telling?
inline bool isOnlyUser(const MapsanRecent &recent, const void *map,
                       bool isWrite) {
  const MapsanUse *use = recent.uses[recentPlaceOf(map)];
  return use &&
         __atomic_load_n(&use->address, __ATOMIC_RELAXED) ==
             reinterpret_cast<uint64_t>(map) &&
         __atomic_load_n(&use->user, __ATOMIC_RELAXED) ==
             (isWrite ? __atomic_load_n(&recent.writer, __ATOMIC_RELAXED)
                      : recent.reader);
}

/// `seen`: the word of the key.
inline bool isElementToldOf(const MapsanRecent &recent, uint64_t key, Word seen,
                            bool isWrite) {
  if (!recent.elements)
    return false;
  const MapsanToldElement &told = recent.elements[toldPlaceOf(key)];
  return told.element == key &&
         (isWrite ? told.write : told.read) ==
             __atomic_load_n(&recent.tag, __ATOMIC_RELAXED) + seen;
}

inline bool isToldOf(const MapsanRecent &recent, const void *map, Word seen,
                     bool isUpsert) {
  const MapsanRecentPlace &place = recent.places[recentPlaceOf(map)];
  const uint64_t wanted = __atomic_load_n(&recent.tag, __ATOMIC_RELAXED) + seen;
  return place.map == map &&
         (isUpsert
              ? place.upsert == wanted + reinterpret_cast<uint64_t>(place.open)
              : place.read == wanted);
}

} // namespace mapsan

#endif
