// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Open addressing with a bounded number of probes.
#include "runtime/core/stack_depot.h"

namespace mapsan {

namespace {

uint64_t headerOf(const uint64_t *pcs, uint32_t count) {
  uint64_t hash = count;
  for (uint32_t i = 0; i < count; ++i) {
    hash = (hash ^ pcs[i]) * 0x9E3779B97F4A7C15ull;
    hash ^= hash >> 32;
  }
  return (hash << 8) | (count & 0xff);
}

} // namespace

bool StackDepot::equals(uint32_t number, uint64_t header, const uint64_t *pcs,
                        uint32_t count) const {
  if (words_[number] != header)
    return false;
  for (uint32_t i = 0; i < count; ++i)
    if (words_[number + 1 + i] != pcs[i])
      return false;
  return true;
}

uint32_t StackDepot::put(const uint64_t *pcs, uint32_t count) {
  if (count == 0 || count > 255)
    return 0;
  const uint64_t header = headerOf(pcs, count);
  uint32_t mine = 0;
  for (uint32_t probe = 0; probe < kProbes; ++probe) {
    uint32_t &slot =
        slots_[(static_cast<uint32_t>(header >> 8) + probe) & (kSlots - 1)];
    uint32_t number = __atomic_load_n(&slot, __ATOMIC_ACQUIRE);
    if (number == 0) {
      if (mine == 0) {
        if (__atomic_load_n(&used_, __ATOMIC_RELAXED) + count + 2 > kWords)
          return 0;
        const uint32_t start =
            1 + __atomic_fetch_add(&used_, count + 1, __ATOMIC_RELAXED);
        if (start + count + 1 > kWords)
          return 0;
        words_[start] = header;
        for (uint32_t i = 0; i < count; ++i)
          words_[start + 1 + i] = pcs[i];
        mine = start;
      }
      if (__atomic_compare_exchange_n(&slot, &number, mine, false,
                                      __ATOMIC_RELEASE, __ATOMIC_ACQUIRE))
        return mine;
    }
    if (equals(number, header, pcs, count))
      return number;
  }
  return 0;
}

// A stack that is being put just now may be passed over, or seen from its
// middle on: then some of its pcs stay as they are.
void StackDepot::move(uint64_t begin, uint64_t end, uint64_t distance) {
  const uint32_t used = __atomic_load_n(&used_, __ATOMIC_ACQUIRE);
  for (uint32_t at = 1; at <= used && at < kWords; ++at)
    for (uint64_t left = words_[at] & 0xff; left && at + 1 < kWords; --left) {
      uint64_t &pc = words_[++at];
      if (pc >= begin && pc < end)
        __atomic_store_n(&pc, pc + distance, __ATOMIC_RELAXED);
    }
}

uint32_t StackDepot::get(uint32_t number, uint64_t *pcs,
                         uint32_t capacity) const {
  if (number == 0 || number >= kWords)
    return 0;
  uint32_t count = static_cast<uint32_t>(words_[number] & 0xff);
  if (count > capacity)
    count = capacity;
  for (uint32_t i = 0; i < count; ++i)
    pcs[i] = words_[number + 1 + i];
  return count;
}

} // namespace mapsan
