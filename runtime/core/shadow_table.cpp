// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/shadow_table.h"

namespace mapsan {

bool ShadowTable::start(const Environment &environment, Arena &arena,
                        Word *words) {
  environment_ = environment;
  arena_ = &arena;
  words_ = words;
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

// Whoever's memory it was: no thread may go on as if it was remembered.
void ShadowTable::retire(MapShadow &shadow) {
  const uint64_t number =
      __atomic_add_fetch(&stamps_, uint64_t{1}, __ATOMIC_RELAXED);
  __atomic_store_n(wordOf(reinterpret_cast<void *>(shadow.address)),
                   stampOf(kNobodysSlot, number), __ATOMIC_RELAXED);
  shadow.retire(*arena_);
  shadow.takeMoved();
}

bool ShadowTable::forgetRange(uintptr_t begin, uintptr_t end) {
  return nodes_.forgetRange(begin, end, [&](MapShadow &node) { retire(node); });
}

bool ShadowTable::turnSites(const MovedSites &moved) {
  return nodes_.forEach([&](MapShadow &node) { node.turnSites(moved); });
}

uint32_t ShadowTable::evict(uint32_t wanted) {
  return nodes_.evict(
      wanted, [](MapShadow &node) { return !node.hasOpenWriters(); },
      [&](MapShadow &node) { retire(node); });
}

} // namespace mapsan
