// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ring of a thread's last writing operations (runtime/abi/thread.h), seen
// from both ends: its owner takes, opens and closes entries, other threads copy
// them.
//
// Owner functions: the owner only, signal handlers of that thread included.
// Copy functions: any thread, at any time; a ring is never unmapped.
//
// Tolerated: a copier may meet an entry that is being rewritten. It then sees
// sequence 0, or two different sequences around its copy, and takes the entry
// for absent. What is concluded from absence is in evidence.h.
#ifndef MAPSAN_RUNTIME_CORE_RING_H
#define MAPSAN_RUNTIME_CORE_RING_H

#include "runtime/abi/thread.h"

namespace mapsan {

constexpr bool isOpen(uint64_t sequence) { return sequence & 1; }
constexpr uint64_t operationOf(uint64_t sequence) { return sequence >> 1; }

/// Counts one operation and returns the entry that is its own, or null when all
/// are open (16 operations deep). Advances past entries that are still open.
MapsanEntry *takeEntry(MapsanThread &thread);

/// Writes the fields and then the sequence.
inline void writeEntry(MapsanEntry &entry, uint64_t sequence,
                       const MapsanEntry &fields) {
  const auto store = [](auto &field, auto value) {
    __atomic_store_n(&field, value, __ATOMIC_RELAXED);
  };
  store(entry.sequence, uint64_t{0});
  __atomic_thread_fence(__ATOMIC_RELEASE);
  store(entry.map, fields.map);
  store(entry.site, fields.site);
  store(entry.pc, fields.pc);
  store(entry.frame, fields.frame);
  store(entry.returnAddress, fields.returnAddress);
  store(entry.word, fields.word);
  store(entry.stack, fields.stack);
  __atomic_store_n(&entry.sequence, sequence, __ATOMIC_RELEASE);
}

inline void openEntry(MapsanEntry &entry, uint64_t operation,
                      const MapsanEntry &fields) {
  writeEntry(entry, 2 * operation + 1, fields);
}

void closeEntry(MapsanEntry &entry);

/// A consistent copy; false if the entry is being rewritten, or never was
/// written.
bool copyEntry(const MapsanEntry &entry, MapsanEntry &copy);

/// The newest open entry on this map whose operation is younger than `suspect`.
bool findOpen(const MapsanEntry *ring, const void *map, uint64_t suspect,
              MapsanEntry &copy);

/// True if an entry is open on any map of this table slot.
bool isSlotOpen(const MapsanEntry *ring, uint32_t slot, unsigned tableBits);

/// The newest entry whose map belongs to this slot. False if there is none, or
/// if it was overwritten while the ring was read.
bool findNewestOfSlot(const MapsanEntry *ring, uint32_t slot,
                      unsigned tableBits, MapsanEntry &copy);

} // namespace mapsan

#endif
