// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The shadows of all maps, by address. Under pressure those go that were not
// used lately and have no operation open: what was remembered of them is lost,
// which loses reports and makes none.
#ifndef MAPSAN_RUNTIME_CORE_SHADOW_TABLE_H
#define MAPSAN_RUNTIME_CORE_SHADOW_TABLE_H

#include "runtime/core/address_table.h"
#include "runtime/core/map_shadow.h"

namespace mapsan {

class ShadowTable {
public:
  /// `words`: 2^kTableBits of them, stamped when what is remembered of a map
  /// changes.
  bool start(const Environment &environment, Arena &arena, Word *words);

  Word *words() const { return words_; }
  Word *wordOf(const void *map) const {
    return &words_[wordIndex(reinterpret_cast<uint64_t>(map))];
  }

  /// The map's shadow, made if there is none, locked; null: no memory, or no
  /// lock. `isNew` is set or cleared.
  MapShadow *lock(const void *map, bool &isNew);
  /// The same, of who has seen the shadow before; null also if it is another
  /// map's by now.
  MapShadow *lockKnown(MapShadow *shadow, const void *map) {
    if (!shadow->lock.tryLock(1) && !lockPatiently(shadow->lock, environment_))
      return nullptr;
    if (shadow->address == reinterpret_cast<uintptr_t>(map)) {
      shadow->isUsed = 1;
      return shadow;
    }
    shadow->lock.unlock();
    return nullptr;
  }
  /// The same shadow again; null also if it has been retired since.
  MapShadow *relock(MapShadow *shadow, const void *map, uint32_t life) {
    shadow = lockKnown(shadow, map);
    if (!shadow || shadow->life() == life)
      return shadow;
    shadow->lock.unlock();
    return nullptr;
  }

  bool forgetRange(uintptr_t begin, uintptr_t end);
  bool hasNothing(uintptr_t begin, uintptr_t end) const {
    return nodes_.hasNothing(begin, end);
  }

  /// Elements in a range of the program, where isDoomed(shadow), with its lock,
  /// says so. False: a lock was not to be had.
  template <typename IsDoomed>
  bool forgetElements(uintptr_t begin, uintptr_t end, IsDoomed isDoomed) {
    const auto forget = [&](uint64_t size) {
      return nodes_.forgetSome(elementKey(begin, size), elementKey(end, size),
                               isDoomed,
                               [&](MapShadow &node) { retire(node); });
    };
    const bool areSmallDone = forget(1);
    return forget(4) && areSmallDone;
  }
  bool hasNoElements(uintptr_t begin, uintptr_t end) const {
    return nodes_.hasNothing(elementKey(begin, 1), elementKey(end, 1)) &&
           nodes_.hasNothing(elementKey(begin, 4), elementKey(end, 4));
  }

  bool turnSites(const MovedSites &moved);
  uint32_t evict(uint32_t wanted);
  uint32_t count() const { return nodes_.count(); }

private:
  void retire(MapShadow &shadow);

  Environment environment_;
  Arena *arena_;
  Word *words_;
  uint64_t stamps_;
  AddressTable<MapShadow> nodes_;
};

} // namespace mapsan

#endif
