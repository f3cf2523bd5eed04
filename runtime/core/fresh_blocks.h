// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that no other thread can know of yet: what the allocator gave to this
// thread in its present epoch. What it does to an element that lies there need not
// be told. Its operation on the map, that made the element, has told of the same
// epoch; whoever finds the element without being ordered after what is done to it
// now is not ordered after that operation, either.
//
// It ends with the epoch, by a release; and when the thread learns something new,
// since the memory may have been given back, have become another thread's element,
// and come to this thread with that thread's map. What is used again and again is
// told after a few times: then compiled code does not ask any more.
//
// Belongs to one thread. All zero is empty.
#ifndef MAPSAN_RUNTIME_CORE_FRESH_BLOCKS_H
#define MAPSAN_RUNTIME_CORE_FRESH_BLOCKS_H

#include "runtime/core/epoch.h"

#include <stdint.h>

namespace mapsan {

class FreshBlocks {
public:
  void add(uintptr_t begin, uintptr_t end, Epoch now) {
    blocks_[next_++ % kBlocks] = {begin, end, now.bits, lives_, 0};
  }

  /// Something was learned.
  void forget() { ++lives_; }

  bool take(uintptr_t address, Epoch now) {
    for (Block &block : blocks_)
      if (address >= block.begin && address < block.end &&
          block.epoch == now.bits && block.life == lives_)
        return block.uses++ < kUses;
    return false;
  }

private:
  static constexpr unsigned kBlocks = 8; // a node, and what key and value need
  static constexpr uint32_t kUses = 4;

  struct Block {
    uintptr_t begin, end;
    uint64_t epoch;
    uint32_t life, uses;
  };
  Block blocks_[kBlocks];
  uint32_t next_, lives_;
};

} // namespace mapsan

#endif
