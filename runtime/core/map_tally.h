// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which maps there were and which of them two threads used, for stats=2: a
// silent run says something only if threads met on maps at all. Every operation
// takes the slow path then, and comes by here.
//
// A map lives at an address between its constructor and its destructor; both
// begin a new life there and are no use: who builds a map for another thread
// does not share it. Addresses stay in the table, lives are counted at their
// first use. An address that finds no place is counted as such, not its lives.
//
// Which call sites were reached is counted beside it, each once; operations of
// one that finds no place are counted instead of it.
//
// Lock-free; callable from anywhere. All zero is an empty tally.
#ifndef MAPSAN_RUNTIME_CORE_MAP_TALLY_H
#define MAPSAN_RUNTIME_CORE_MAP_TALLY_H

#include "runtime/abi/word.h"

namespace mapsan {

class MapTally {
public:
  /// Thread number `thread` (not 0) operates on the map at this address. True:
  /// two threads have done so in this life of the map.
  bool use(const void *map, uint32_t thread);

  /// A map begins or ends here.
  void begin(const void *map);

  /// An operation of this call site.
  void reach(const void *site);

  uint64_t maps() const { return load(maps_); }
  uint64_t sites() const { return load(sitesReached_); }
  uint64_t siteMisses() const { return load(siteMisses_); }
  uint64_t sharedMaps() const { return load(sharedMaps_); }
  uint64_t misses() const { return load(misses_); }

private:
  static constexpr unsigned kBits = 20, kProbes = 32;
  static constexpr uint64_t kShared = uint64_t{1} << 32;
  struct Place {
    uint64_t map;
    uint64_t users; // the first one's number, and kShared
  };

  static uint64_t load(const uint64_t &value) {
    return __atomic_load_n(&value, __ATOMIC_RELAXED);
  }
  static void add(uint64_t &value) {
    __atomic_fetch_add(&value, 1, __ATOMIC_RELAXED);
  }
  Place *find(const void *map, bool mayTake);

  static constexpr unsigned kSiteBits = 20;

  Place places_[1u << kBits];
  uint64_t sites_[1u << kSiteBits];
  uint64_t maps_, sharedMaps_, misses_, sitesReached_, siteMisses_;
};

inline MapTally::Place *MapTally::find(const void *map, bool mayTake) {
  const uint64_t address = reinterpret_cast<uint64_t>(map);
  const uint32_t first = wordIndex(address, kBits);
  for (uint32_t i = 0; i < kProbes; ++i) {
    Place &place = places_[(first + i) & ((1u << kBits) - 1)];
    uint64_t found = load(place.map);
    if (!found) {
      if (!mayTake)
        return nullptr;
      if (__atomic_compare_exchange_n(&place.map, &found, address, false,
                                      __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        return &place;
    }
    if (found == address)
      return &place;
  }
  return nullptr;
}

inline bool MapTally::use(const void *map, uint32_t thread) {
  Place *place = find(map, true);
  if (!place) {
    add(misses_);
    return false;
  }
  uint64_t users = load(place->users);
  for (;;) {
    if (users & kShared)
      return true;
    if (users == thread)
      return false;
    const uint64_t wanted = users ? users | kShared : thread;
    if (!__atomic_compare_exchange_n(&place->users, &users, wanted, false,
                                     __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      continue;
    add(users ? sharedMaps_ : maps_);
    return users != 0;
  }
}

inline void MapTally::reach(const void *site) {
  const uint64_t address = reinterpret_cast<uint64_t>(site);
  const uint32_t first = wordIndex(address, kSiteBits);
  for (uint32_t i = 0; i < kProbes; ++i) {
    uint64_t &place = sites_[(first + i) & ((1u << kSiteBits) - 1)];
    uint64_t found = load(place);
    if (!found &&
        __atomic_compare_exchange_n(&place, &found, address, false,
                                    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      return add(sitesReached_);
    if (found == address)
      return;
  }
  add(siteMisses_);
}

inline void MapTally::begin(const void *map) {
  if (Place *place = find(map, false))
    __atomic_store_n(&place->users, uint64_t{0}, __ATOMIC_RELAXED);
}

} // namespace mapsan

#endif
