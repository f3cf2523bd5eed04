// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/freed_blocks.h"

namespace mapsan {

FreedBlocks::Blocks *FreedBlocks::makeBlocks() {
  if (!lockPatiently(making_, environment_))
    return nullptr;
  if (!blocks_)
    __atomic_store_n(
        &blocks_, static_cast<Blocks *>(environment_.mapPages(sizeof(Blocks))),
        __ATOMIC_RELEASE);
  making_.unlock();
  return blocks();
}

void FreedBlocks::add(uintptr_t begin, uintptr_t end, const MapLife &owner,
                      const AccessRecord &operation) {
  Blocks *all = blocks();
  if (begin >= end || (!all && !(all = makeBlocks())))
    return;
  const auto put = [&](Block &block) {
    if (!block.lock.tryLock(64))
      return;
    block.begin = begin;
    block.end = end;
    block.owner = owner;
    block.operation = operation;
    block.lock.unlock();
  };
  const uintptr_t first = begin >> kLineBits, last = (end - 1) >> kLineBits;
  if (last - first >= kMostLines) {
    const uint32_t number =
        __atomic_fetch_add(&nextLarge_, 1u, __ATOMIC_RELAXED);
    put(all->places[kPlaces + number % kLarge]);
    return;
  }
  for (uintptr_t line = first; line <= last; ++line) {
    const uint32_t set = setOf(line);
    Block *const ways = &all->places[kWays * set];
    Block *place = nullptr;
    for (uint32_t way = 0; way < kWays && !place; ++way)
      if (__atomic_load_n(&ways[way].begin, __ATOMIC_RELAXED) == begin &&
          __atomic_load_n(&ways[way].end, __ATOMIC_RELAXED) == end)
        place = &ways[way];
    if (!place)
      place = &ways[__atomic_fetch_add(&all->next[set], 1u, __ATOMIC_RELAXED) %
                    kWays];
    put(*place);
  }
}

bool FreedBlocks::find(uintptr_t address, const MapLife &owner,
                       AccessRecord &operation) const {
  Blocks *const all = blocks();
  if (!all)
    return false;
  const auto look = [&](Block &block) {
    // Most are somewhere else, which is seen without the lock.
    if (address < __atomic_load_n(&block.begin, __ATOMIC_RELAXED) ||
        address >= __atomic_load_n(&block.end, __ATOMIC_RELAXED) ||
        !block.lock.tryLock(64))
      return false;
    const bool isIt =
        address >= block.begin && address < block.end && block.owner == owner;
    if (isIt)
      operation = block.operation;
    block.lock.unlock();
    return isIt;
  };
  const uint32_t set = setOf(address >> kLineBits);
  for (uint32_t way = 0; way < kWays; ++way)
    if (look(all->places[kWays * set + way]))
      return true;
  for (uint32_t i = 0; i < kLarge; ++i)
    if (look(all->places[kPlaces + i]))
      return true;
  return false;
}

void FreedBlocks::turnSites(const MovedSites &moved) {
  if (Blocks *const all = blocks())
    for (Block &block : all->places)
      if (block.begin)
        moved.turn(block.operation.site);
}

} // namespace mapsan
