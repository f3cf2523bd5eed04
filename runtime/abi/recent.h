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

struct alignas(64) MapsanRecent {
  uint64_t tag;
  uint64_t reserved[7];
  MapsanRecentPlace places[kRecentPlaces];
};

/// A bit that no word of flag mode has, so that no word there is another one
/// plus this.
constexpr uint64_t kNeverTag = uint64_t{1} << 31;

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
