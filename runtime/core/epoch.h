// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A moment of a thread: the slot the thread lives in and the slot's time then.
// A slot's time moves on when its thread releases something, and goes on when
// the slot is given to another thread, so an epoch names one stretch of one
// thread between two releases, for the whole run.
//
//   63        48 47                    0
//   +-----------+-----------------------+
//   | slot (16) |       time (48)       |
//   +-----------+-----------------------+
//
// Time 0 never occurs: the epoch of all zeros is "none".
#ifndef MAPSAN_RUNTIME_CORE_EPOCH_H
#define MAPSAN_RUNTIME_CORE_EPOCH_H

#include <stdint.h>

namespace mapsan {

using Slot = uint32_t;
using Time = uint64_t;

constexpr Slot kMaxSlots = (1u << 16) - 1;
constexpr Slot kNobodysSlot = kMaxSlots;

struct Epoch {
  static constexpr unsigned kTimeBits = 48;

  uint64_t bits;

  static constexpr Epoch of(Slot slot, Time time) {
    return {uint64_t{slot} << kTimeBits | time};
  }
  constexpr Slot slot() const { return static_cast<Slot>(bits >> kTimeBits); }
  constexpr Time time() const {
    return bits & ((uint64_t{1} << kTimeBits) - 1);
  }
  constexpr explicit operator bool() const { return bits != 0; }
  constexpr bool operator==(Epoch other) const { return bits == other.bits; }
  constexpr bool operator!=(Epoch other) const { return bits != other.bits; }
};

} // namespace mapsan

#endif
