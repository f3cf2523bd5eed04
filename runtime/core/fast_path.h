// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fast paths in C++: what the plugin emits around an operation, for hand
// annotations and for tests that play compiled code. Same loads, stores and
// calls, in the same order (runtime/abi/operation.h).
//
//   HandWrite write(&map, &site);        HandRead read(&map, &site);
//   ...the operation...                  ...the operation...
//   write.end(Changed::Yes);             read.end();
//
// begin and end are forced inline so that the frame is the caller's.
#ifndef MAPSAN_RUNTIME_CORE_FAST_PATH_H
#define MAPSAN_RUNTIME_CORE_FAST_PATH_H

#include "runtime/abi/calls.h"

#define MAPSAN_INLINE __attribute__((always_inline)) inline

namespace mapsan {

MAPSAN_INLINE const void *currentPc() {
#if defined(__x86_64__)
  const void *pc;
  asm volatile("lea 0(%%rip), %0" : "=r"(pc));
  return pc;
#elif defined(__aarch64__)
  const void *pc;
  asm volatile("adr %0, ." : "=r"(pc));
  return pc;
#else
#error "say how to read the program counter"
#endif
}

MAPSAN_INLINE const void *returnAddressAt(const void *frame) {
  return static_cast<const void *const *>(frame)[1];
}

MAPSAN_INLINE Word *wordOf(const void *map, unsigned tableBits) {
  return &__mapsan_words[wordIndex(reinterpret_cast<uint64_t>(map), tableBits)];
}

MAPSAN_INLINE Word loadWord(const Word *word) {
  return __atomic_load_n(word, __ATOMIC_RELAXED);
}

/// What compiled code fills in before each slow call.
struct HandOperation {
  MapsanOperation op;
  Word *word;

  MAPSAN_INLINE void fill(const void *map, const MapsanSite *site,
                          unsigned tableBits, const void *frame,
                          const void *pc) {
    op.map = map;
    op.site = site;
    op.key = nullptr;
    op.pc = pc;
    op.frame = frame;
    op.size = op.buckets = kUnknownSize;
    op.entry = nullptr;
    op.changed = Changed::No;
    op.unwinding = 0;
    word = wordOf(map, tableBits);
  }
};

struct HandWrite : HandOperation {
  MapsanRecentPlace *place; // after the shortcut of report mode (abi/recent.h)

  HandWrite() = default;
  MAPSAN_INLINE HandWrite(const void *map, const MapsanSite *site,
                          uint64_t size = kUnknownSize,
                          const void *key = nullptr,
                          unsigned tableBits = kTableBits) {
    begin(map, site, size, key, tableBits, __builtin_frame_address(0),
          currentPc());
  }

  MAPSAN_INLINE void begin(const void *map, const MapsanSite *site,
                           uint64_t size, const void *key, unsigned tableBits,
                           const void *frame, const void *pc) {
    fill(map, site, tableBits, frame, pc);
    op.size = size;
    op.key = key;
    MapsanThread &thread = __mapsan_thread;
    const Word seen = loadWord(word);
    MapsanEntry *entry = &thread.ring[thread.operations & (kRingEntries - 1)];
    if (((seen ^ thread.mine) & ~kVersionMask) != 0 || (entry->sequence & 1)) {
      MapsanRecent &recent = *thread.recent;
      if (tableBits == kTableBits && !alwaysWrites(site->effect) &&
          isToldOf(recent, map, seen, true)) {
        place = &recent.places[recentPlaceOf(map)];
        __atomic_store_n(&place->open, frame, __ATOMIC_RELAXED);
        op.stored = seen | kShortcut;
        return;
      }
      op.stored = __mapsan_write_begin(&op);
      return;
    }
    const uint64_t number = thread.operations++;
    op.stored = seen | kWriting;
    op.entry = entry;
    __atomic_store_n(&entry->sequence, uint64_t{0}, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    __atomic_store_n(&entry->map, map, __ATOMIC_RELAXED);
    __atomic_store_n(&entry->site, site, __ATOMIC_RELAXED);
    __atomic_store_n(&entry->pc, op.pc, __ATOMIC_RELAXED);
    __atomic_store_n(&entry->frame, op.frame, __ATOMIC_RELAXED);
    __atomic_store_n(&entry->returnAddress, returnAddressAt(op.frame),
                     __ATOMIC_RELAXED);
    __atomic_store_n(&entry->word, op.stored, __ATOMIC_RELAXED);
    __atomic_store_n(&entry->stack, uint64_t{0}, __ATOMIC_RELAXED);
    __atomic_store_n(&entry->sequence, 2 * number + 1, __ATOMIC_RELEASE);
    __atomic_store_n(word, op.stored, __ATOMIC_RELEASE);
  }

  MAPSAN_INLINE void end(Changed changed, uint64_t size = kUnknownSize) {
    const Word now = loadWord(word);
    if (now != op.stored) {
      if ((now | kShortcut) == op.stored && changed == Changed::No) {
        __atomic_store_n(&place->open, nullptr, __ATOMIC_RELAXED);
        return;
      }
      op.changed = changed;
      op.size = size;
      __mapsan_write_end(&op);
      return;
    }
    __atomic_store_n(word,
                     (op.stored & ~kWriting) +
                         (changed != Changed::No ? kVersionStep : 0),
                     __ATOMIC_RELEASE);
    __atomic_store_n(&op.entry->sequence, op.entry->sequence & ~uint64_t{1},
                     __ATOMIC_RELEASE);
  }
};

struct HandRead : HandOperation {
  MapsanRead link;

  HandRead() = default;
  MAPSAN_INLINE HandRead(const void *map, const MapsanSite *site,
                         const void *key = nullptr,
                         unsigned tableBits = kTableBits) {
    begin(map, site, key, tableBits, __builtin_frame_address(0), currentPc());
  }

  MAPSAN_INLINE void begin(const void *map, const MapsanSite *site,
                           const void *key, unsigned tableBits,
                           const void *frame, const void *pc) {
    fill(map, site, tableBits, frame, pc);
    op.key = key;
    MapsanThread &thread = __mapsan_thread;
    Word seen = loadWord(word);
    const Word differs = (seen ^ thread.mine) & ~kVersionMask;
    if (differs != 0) {
      link.releases = thread.releases;
      if ((seen & kFlagsMask) != kArmed &&
          !(tableBits == kTableBits && site->effect != Effect::Safe &&
            isToldOf(*thread.recent, map, seen, false)))
        seen = __mapsan_read_begin(&op);
    }
    op.stored = seen;
    link.outer = thread.reads;
    link.map = map;
    link.site = site;
    link.frame = op.frame;
    link.seen = seen;
    __atomic_store_n(&thread.reads, &link, __ATOMIC_RELEASE);
  }

  MAPSAN_INLINE void end(uint64_t size = kUnknownSize) {
    __atomic_store_n(&__mapsan_thread.reads, link.outer, __ATOMIC_RELEASE);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (loadWord(word) != op.stored) {
      op.size = size;
      __mapsan_read_end(&op);
    }
  }
};

/// A map came into being at this address.
MAPSAN_INLINE void handConstructed(const void *map, const MapsanSite *site,
                                   unsigned tableBits = kTableBits) {
  HandOperation hand;
  hand.fill(map, site, tableBits, __builtin_frame_address(0), currentPc());
  __mapsan_constructed(&hand.op);
}

} // namespace mapsan

#endif
