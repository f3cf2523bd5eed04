// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Order of the stores, and why a copier may trust them: the owner writes 0,
// then (release) the fields, then (release) the odd sequence. A copier that
// loads the same sequence before (acquire) and after (behind an acquire fence)
// its loads of the fields has loaded fields of that operation, because every
// later operation writes 0 first and operation numbers are never reused.
#include "runtime/core/ring.h"

namespace mapsan {

namespace {

template <typename Field> Field load(const Field &field) {
  return __atomic_load_n(&field, __ATOMIC_RELAXED);
}

template <typename Field> void store(Field &field, Field value) {
  __atomic_store_n(&field, value, __ATOMIC_RELAXED);
}

uint64_t sequenceOf(const MapsanEntry &entry) {
  return __atomic_load_n(&entry.sequence, __ATOMIC_ACQUIRE);
}

} // namespace

MapsanEntry *takeEntry(MapsanThread &thread) {
  for (unsigned i = 0; i < kRingEntries; ++i) {
    MapsanEntry &entry = thread.ring[thread.operations++ & (kRingEntries - 1)];
    if (!isOpen(load(entry.sequence)))
      return &entry;
  }
  return nullptr;
}

void closeEntry(MapsanEntry &entry) {
  __atomic_store_n(&entry.sequence, load(entry.sequence) & ~uint64_t{1},
                   __ATOMIC_RELEASE);
}

bool copyEntry(const MapsanEntry &entry, MapsanEntry &copy) {
  for (unsigned attempt = 0; attempt < 3; ++attempt) {
    const uint64_t before = sequenceOf(entry);
    if (before == 0)
      return false;
    copy.map = load(entry.map);
    copy.site = load(entry.site);
    copy.pc = load(entry.pc);
    copy.frame = load(entry.frame);
    copy.returnAddress = load(entry.returnAddress);
    copy.word = load(entry.word);
    copy.stack = load(entry.stack);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    copy.sequence = load(entry.sequence);
    if (copy.sequence == before)
      return true;
  }
  return false;
}

bool findOpen(const MapsanEntry *ring, const void *map, uint64_t suspect,
              MapsanEntry &copy) {
  bool found = false;
  for (unsigned i = 0; i < kRingEntries; ++i) {
    MapsanEntry entry;
    if (load(ring[i].map) != map || !copyEntry(ring[i], entry))
      continue;
    if (entry.map != map || !isOpen(entry.sequence) ||
        operationOf(entry.sequence) <= suspect)
      continue;
    if (found && entry.sequence < copy.sequence)
      continue;
    copy = entry;
    found = true;
  }
  return found;
}

bool isSlotOpen(const MapsanEntry *ring, uint32_t slot, unsigned tableBits) {
  for (unsigned i = 0; i < kRingEntries; ++i) {
    MapsanEntry entry;
    if (copyEntry(ring[i], entry) && isOpen(entry.sequence) &&
        wordIndex(reinterpret_cast<uint64_t>(entry.map), tableBits) == slot)
      return true;
  }
  return false;
}

bool findNewestOfSlot(const MapsanEntry *ring, uint32_t slot,
                      unsigned tableBits, MapsanEntry &copy) {
  int newest = -1;
  for (unsigned i = 0; i < kRingEntries; ++i) {
    MapsanEntry entry;
    if (!copyEntry(ring[i], entry) ||
        wordIndex(reinterpret_cast<uint64_t>(entry.map), tableBits) != slot)
      continue;
    if (newest >= 0 && operationOf(entry.sequence) < operationOf(copy.sequence))
      continue;
    copy = entry;
    newest = static_cast<int>(i);
  }
  if (newest < 0)
    return false;
  // Still there? Then nothing younger can have been overwritten unread.
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  const uint64_t now = load(ring[newest].sequence);
  if (now == 0 || operationOf(now) != operationOf(copy.sequence))
    return false;
  copy.sequence = now;
  return true;
}

} // namespace mapsan
