// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory of elements that operations on their maps gave back to the allocator,
// lately: who uses such an element later, without being ordered after that
// operation, uses a stale reference. What lies there now does not matter: an
// element of the same map that was made there since was found by operations that
// come after the one that freed it.
//
// A block is looked for by the cache lines that it touches, each of which has some
// places; a large one (the table of a flat map) in a short list. Newer blocks take
// the places of the oldest, which loses reports and makes none.
#ifndef MAPSAN_RUNTIME_CORE_FREED_BLOCKS_H
#define MAPSAN_RUNTIME_CORE_FREED_BLOCKS_H

#include "runtime/core/access.h"
#include "runtime/core/environment.h"
#include "runtime/core/moved_sites.h"

namespace mapsan {

class MapShadow;

/// A life of a map, in an era of the history (HappensBefore::era).
struct MapLife {
  const MapShadow *map;
  uint32_t life, era;

  bool operator==(const MapLife &other) const {
    return map == other.map && life == other.life && era == other.era;
  }
};

class FreedBlocks {
public:
  void start(const Environment &environment) { environment_ = environment; }

  void add(uintptr_t begin, uintptr_t end, const MapLife &owner,
           const AccessRecord &operation);

  /// The operation that freed the element of this map that was there, if it is
  /// still known.
  bool find(uintptr_t address, const MapLife &owner,
            AccessRecord &operation) const;

  void turnSites(const MovedSites &moved);

private:
  static constexpr unsigned kLineBits = 6;
  static constexpr uint32_t kWays = 4, kSets = 1024, kPlaces = kWays * kSets;
  static constexpr uint32_t kLarge = 32; // behind them
  static constexpr uint32_t kMostLines = 4;

  struct Block {
    uintptr_t begin, end; // 0: none
    MapLife owner;
    AccessRecord operation;
    SpinLock lock;
  };
  struct Blocks {
    Block places[kPlaces + kLarge];
    uint32_t next[kSets]; // the oldest of each, modulo kWays
  };

  static uint32_t setOf(uintptr_t line) {
    return static_cast<uint32_t>(line * 0x9E3779B97F4A7C15ull >> 54);
  }
  static_assert(kSets == 1u << 10, "setOf");

  Blocks *blocks() const { return __atomic_load_n(&blocks_, __ATOMIC_ACQUIRE); }
  Blocks *makeBlocks();

  Environment environment_;
  Blocks *blocks_; // once there is any
  uint32_t nextLarge_;
  SpinLock making_;
};

} // namespace mapsan

#endif
