// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The flag word: 64 bits per table slot that tell whether somebody is writing a
// map just now, and who wrote it last.
//
//   63            32    25 24          3    2       1         0
//   +---------------+-----+-------------+-------+---------+-----------+
//   |  version (32) |  0  | thread (22) | ARMED | WRITING | ATTENTION |
//   +---------------+-----+-------------+-------+---------+-----------+
//
// version    moves when the structure changed; wraps off the top unnoticed. It
//            is the upper half, so that one 32-bit comparison says: this
//            thread's own, and no flag
// thread     who wrote last; 0 is nobody, kUninitialisedThread is no thread
// ARMED      two threads touch this slot: writers keep their stacks
// WRITING    the thread named in the word is inside a writing operation
// ATTENTION  somebody wants the writer to look into its mailbox
//
// The table is indexed by a multiplicative hash of the map's address. Two maps
// that share a slot cost a slow-path visit or a missed detection, never a
// report: the ring entry of the writer names the map, the word does not.
//
// In report mode a word says nothing of threads: it is a stamp (recent.h).
//
// The word is written with plain (relaxed) stores by fast paths; only slow
// paths compare and swap. A fast path's store may therefore wipe ARMED or
// ATTENTION: that costs a detection, nothing else.
#ifndef MAPSAN_RUNTIME_ABI_WORD_H
#define MAPSAN_RUNTIME_ABI_WORD_H

#include <stdint.h>

namespace mapsan {

using Word = uint64_t;

constexpr Word kAttention = 1u << 0;
constexpr Word kWriting = 1u << 1;
constexpr Word kArmed = 1u << 2;
constexpr unsigned kThreadShift = 3;
constexpr unsigned kThreadBits = 22;
constexpr unsigned kVersionShift = 32;
constexpr Word kFlagsMask = kAttention | kWriting | kArmed;
constexpr Word kThreadMask = ((Word{1} << kThreadBits) - 1) << kThreadShift;
constexpr Word kVersionMask = ~Word{0} << kVersionShift;
constexpr Word kVersionStep = Word{1} << kVersionShift;

/// The thread number that is in no word: a thread that carries it in its
/// `mine` takes every slow path. It marks threads not yet set up, report mode,
/// and threads inside mapsan_ignore_begin().
constexpr uint32_t kUninitialisedThread = (1u << kThreadBits) - 1;

/// Never a value of the table: what a slow begin returns so that the end is
/// slow too.
constexpr Word kNoWord = ~Word{0};

/// Never a value of the table either: what is noted beside an iterator when
/// every operation of the thread takes the slow path, so that each step does.
constexpr Word kTrackedWord = kNoWord - 1;

/// Nor this: what is noted beside an iterator whose element this thread has
/// erased.
constexpr Word kErasedWord = kNoWord - 2;

constexpr unsigned kTableBits = 20;
constexpr uint64_t kHashMultiplier = 0x9E3779B97F4A7C15ull;

/// Index of a map's word in a table of 2^bits words (bits 0 to 20).
constexpr uint32_t wordIndex(uint64_t mapAddress, unsigned bits = kTableBits) {
  return bits == 0 ? 0
                   : static_cast<uint32_t>((mapAddress * kHashMultiplier) >>
                                           (64 - bits));
}

constexpr uint32_t threadOf(Word word) {
  return static_cast<uint32_t>((word & kThreadMask) >> kThreadShift);
}
constexpr Word threadWord(uint32_t thread) {
  return static_cast<Word>(thread) << kThreadShift;
}

} // namespace mapsan

#endif
