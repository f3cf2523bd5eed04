// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/shadow_table.h"

namespace mapsan {

bool ShadowTable::start(const Environment &environment, Arena &arena) {
  environment_ = environment;
  arena_ = &arena;
  return nodes_.start(environment, arena);
}

MapShadow *ShadowTable::lock(const void *map, bool &isNew) {
  const uintptr_t address = reinterpret_cast<uintptr_t>(map);
  isNew = false;
  for (;;) {
    MapShadow *shadow =
        nodes_.findOrMake(address, [&](MapShadow &) { isNew = true; });
    if (!shadow || !lockPatiently(shadow->lock, environment_))
      return nullptr;
    if (shadow->address == address) {
      shadow->isUsed = 1;
      return shadow;
    }
    shadow->lock.unlock();
  }
}

MapShadow *ShadowTable::relock(MapShadow *shadow, const void *map,
                               uint32_t life) {
  if (!lockPatiently(shadow->lock, environment_))
    return nullptr;
  if (shadow->address == reinterpret_cast<uintptr_t>(map) &&
      shadow->life() == life)
    return shadow;
  shadow->lock.unlock();
  return nullptr;
}

bool ShadowTable::forgetRange(uintptr_t begin, uintptr_t end) {
  return nodes_.forgetRange(begin, end,
                            [&](MapShadow &node) { node.retire(*arena_); });
}

bool ShadowTable::turnSites(const MovedSites &moved) {
  return nodes_.forEach([&](MapShadow &node) { node.turnSites(moved); });
}

uint32_t ShadowTable::evict(uint32_t wanted) {
  return nodes_.evict(
      wanted, [](MapShadow &node) { return !node.hasOpenWriters(); },
      [&](MapShadow &node) { node.retire(*arena_); });
}

} // namespace mapsan
