// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Small tables that never grow: what finds no place is reported, or matched,
// again.
#include "runtime/entry/repeats.h"

#include "runtime/entry/describe.h"

namespace mapsan {

namespace {

constexpr unsigned kRemembered = 4096;
uint64_t reported[kRemembered]; // fingerprints and site pairs, 0 is empty

struct Suppressed {
  uint64_t key; // 0: empty
  unsigned line;
};
Suppressed suppressed[1u << 10]; // by the upper bits

// The key's slot, or an empty one; null: sixteen others are in the way.
uint64_t *slotOf(uint64_t key) {
  for (uint32_t probe = 0; probe < 16; ++probe) {
    uint64_t &slot =
        reported[((key * 0x9E3779B97F4A7C15ull >> 48) + probe) % kRemembered];
    if (slot == key || slot == 0)
      return &slot;
  }
  return nullptr;
}

uint64_t pairEra; // one more for each unloaded module

} // namespace

uint64_t pairKey(const MapsanSite &first, const MapsanSite &second,
                 Title title) {
  uint64_t one = reinterpret_cast<uint64_t>(&first);
  uint64_t other = reinterpret_cast<uint64_t>(&second);
  if (one > other) {
    const uint64_t swap = one;
    one = other;
    other = swap;
  }
  return (one * 0xC2B2AE3D27D4EB4Full) ^ (other * 0x165667B19E3779F9ull) ^
         static_cast<uint64_t>(title) << 56 ^
         __atomic_load_n(&pairEra, __ATOMIC_RELAXED) * 0xD6E8FEB86659FD93ull;
}

uint64_t pairKey(const Conflict &conflict) {
  return pairKey(*conflict.sides[0].site, *conflict.sides[1].site,
                 titleOf(conflict));
}

uint64_t stacksKey(uint64_t pair, const Conflict &conflict) {
  uint64_t key = pair;
  for (const ConflictSide &side : conflict.sides) {
    uint64_t hash = 1;
    for (uint32_t i = 0; i < side.pcCount; ++i)
      hash = (hash ^ side.pcs[i]) * 0x9E3779B97F4A7C15ull;
    key += hash ^ hash >> 32; // without order, as the pair
  }
  return key | 1;
}

bool wasTold(uint64_t key) {
  key |= 1;
  const uint64_t *slot = slotOf(key);
  return slot && *slot == key;
}

bool isNews(uint64_t key) {
  key |= 1;
  uint64_t *slot = slotOf(key);
  if (slot && *slot == key)
    return false;
  if (slot)
    *slot = key;
  return true;
}

bool wasSuppressed(uint64_t stacks, unsigned &line) {
  const Suppressed &known = suppressed[stacks >> 54];
  line = known.line;
  return known.key == stacks;
}

void rememberSuppressed(uint64_t stacks, unsigned line) {
  suppressed[stacks >> 54] = {stacks, line};
}

void forgetReportedPairs() {
  __atomic_fetch_add(&pairEra, 1, __ATOMIC_RELAXED);
}

void forgetRepeats() {
  for (uint64_t &key : reported)
    key = 0;
}

} // namespace mapsan
