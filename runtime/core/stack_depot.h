// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keeps each stack once and names it by a number. Stacks are appended to one
// array of words and never removed; a hash table of offsets finds equal ones.
// When either is full, put() answers 0 ("not kept") for new stacks: a report
// then shows less.
//
//   words:  | hash, count | pc | pc | ... | hash, count | pc | ...
//   table:  slot = offset of the first word, 0 is empty
//
// Lock-free; callable from anywhere, signal handlers included. Tolerated: two
// threads that put the same new stack at once may both append it; the loser of
// the slot finds the winner's and its own copy is wasted. A reader of a number
// sees the whole stack, because the number is published (release) last.
#ifndef MAPSAN_RUNTIME_CORE_STACK_DEPOT_H
#define MAPSAN_RUNTIME_CORE_STACK_DEPOT_H

#include <stdint.h>

namespace mapsan {

class StackDepot {
public:
  /// The number of this stack, or 0.
  uint32_t put(const uint64_t *pcs, uint32_t count);

  /// The code in [begin, end) goes away: its pcs become others, `distance`
  /// further. Equal stacks put later get numbers of their own.
  void move(uint64_t begin, uint64_t end, uint64_t distance);

  /// Copies at most `capacity` pcs; returns how many.
  uint32_t get(uint32_t number, uint64_t *pcs, uint32_t capacity) const;

private:
  static constexpr uint32_t kSlots = 1u << 17;
  static constexpr uint32_t kWords = 1u << 21; // 16 MiB, touched as used
  static constexpr uint32_t kProbes = 32;

  bool equals(uint32_t number, uint64_t header, const uint64_t *pcs,
              uint32_t count) const;

  uint32_t used_; // words, number 0 is never given out
  uint32_t slots_[kSlots];
  uint64_t words_[kWords];
};

} // namespace mapsan

#endif
