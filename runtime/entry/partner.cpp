// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A copy of the stack is taken by one system call and believed only if the
// operation was open, with the same sequence, before and after. Copies are
// large, so there are a few, shared by all threads; who gets none does with the
// eager stack.
#include "runtime/entry/partner.h"

#include "runtime/base/address.h"
#include "runtime/core/ring.h"
#include "runtime/entry/keys.h"
#include "runtime/platform/memory_copy.h"
#include "runtime/platform/modules.h"
#include "runtime/state/runtime.h"

namespace mapsan {

namespace {

constexpr unsigned kCopies = 4;
struct CopySlot {
  uint32_t isTaken;
  StackCopy copy;
};
CopySlot copies[kCopies];

class Copy {
public:
  Copy() {
    for (CopySlot &slot : copies)
      if (!__atomic_exchange_n(&slot.isTaken, 1u, __ATOMIC_ACQUIRE)) {
        slot_ = &slot;
        return;
      }
  }
  ~Copy() {
    if (slot_)
      __atomic_store_n(&slot_->isTaken, 0u, __ATOMIC_RELEASE);
  }
  StackCopy *get() { return slot_ ? &slot_->copy : nullptr; }

private:
  CopySlot *slot_ = nullptr;
};

uint64_t sequenceNow(const ThreadRecord &thread, const MapsanEntry &entry) {
  for (const MapsanEntry &candidate : thread.ring)
    if (operationOf(__atomic_load_n(&candidate.sequence, __ATOMIC_ACQUIRE)) ==
        operationOf(entry.sequence))
      return __atomic_load_n(&candidate.sequence, __ATOMIC_ACQUIRE);
  return 0;
}

bool hasReturnAddress(const MapsanEntry &entry) {
  const void *now = nullptr;
  return copyMemory(&now,
                    static_cast<const char *>(entry.frame) + sizeof(void *),
                    sizeof now) &&
         now == entry.returnAddress;
}

bool walkFrom(const ThreadRecord &thread, const MapsanEntry &entry,
              StackCopy &copy, ConflictSide &side) {
  if (!copyStack(addressOf(entry.frame), thread.stack, copy) || copy.size < 16)
    return false;
  const void *returnAddress;
  const size_t at = addressOf(entry.frame) - copy.address + sizeof(void *);
  if (at + sizeof returnAddress > copy.size)
    return false;
  __builtin_memcpy(&returnAddress, copy.bytes + at, sizeof returnAddress);
  if (returnAddress != entry.returnAddress)
    return false;
  const Walk walk = walkStackCopy(copy, addressOf(entry.frame), side.pcs + 1,
                                  static_cast<uint32_t>(options().stack_depth));
  side.pcs[0] = addressOf(entry.pc);
  side.pcCount = 1 + walk.count;
  side.ended = walkEndText(walk.end);
  return walk.count > 0;
}

uint32_t walkOn(uintptr_t frame, uintptr_t low, uintptr_t high,
                uint64_t *returns, uintptr_t *where, uint32_t capacity) {
  Walk walk = walkWithPlaces(frame, {low, high}, returns, where, capacity);
  if (walkEndText(walk.end)) {
    walk.count -= walk.count == capacity;
    where[walk.count] = 0;
    returns[walk.count++] = static_cast<uint64_t>(walk.end);
  }
  return walk.count;
}

// What the operation kept itself (upper half of entry.stack), or what its thread
// holds now, if the operation is still open afterwards.
void describeLocks(ConflictSide &side, const ThreadRecord &thread,
                   const MapsanEntry &entry) {
  if (const uint32_t kept = static_cast<uint32_t>(entry.stack >> 32)) {
    side.areLocksKnown = HeldLocks::recall(stackDepot(), kept, side.locks,
                                           kSideLocks, side.lockCount);
    return;
  }
  side.areLocksKnown =
      isOpen(entry.sequence) &&
      copyLocks(thread, side.locks, kSideLocks, side.lockCount) &&
      sequenceNow(thread, entry) == entry.sequence;
}

} // namespace

bool isInside(const ThreadRecord &thread, const void *map, MapsanEntry &entry) {
  const uint32_t id = __atomic_load_n(&thread.id, __ATOMIC_ACQUIRE);
  if (!findOpen(thread.ring, map, suspectOf(thread), entry))
    return false;
  if (!hasReturnAddress(entry))
    return false;
  // Neither ended nor jumped out of meanwhile.
  return sequenceNow(thread, entry) == entry.sequence &&
         operationOf(entry.sequence) > suspectOf(thread) &&
         __atomic_load_n(&thread.id, __ATOMIC_ACQUIRE) == id;
}

uint32_t keepStack(ThreadRecord &self, const MapsanOperation &op) {
  static const StackKnowledge code = {hasFramePointer, walkOn,
                                      static_cast<uint64_t>(WalkEnd::BadFrame)};
  // Kept stacks of a module that is gone are not those of the next one there.
  if (const uint32_t left = modulesLeft(); left != self.modulesLeft) {
    self.modulesLeft = left;
    self.captures.clear();
  }
  return self.captures.capture(
      stackDepot(), code, addressOf(op.pc), addressOf(op.frame), self.stack.low,
      self.stack.high, static_cast<uint32_t>(options().stack_depth));
}

bool describeKeptKey(ConflictSide &side, const ThreadRecord &thread,
                     uint64_t sequence) {
  const uint64_t operation = operationOf(sequence);
  SavedKey key;
  return sequence != 0 &&
         copySavedKey(thread.keys[operation & (kRingEntries - 1)], operation,
                      key) &&
         describeSavedKey(*side.site, key, side.key, sizeof side.key);
}

void describePartner(ConflictSide &side, const ThreadRecord &thread,
                     const MapsanEntry &entry) {
  side.thread = thread.id;
  side.site = entry.site;
  side.sequence = isOpen(entry.sequence) ? entry.sequence : 0;
  side.frame = entry.frame;
  side.returnAddress = entry.returnAddress;
  describeLocks(side, thread, entry);
  describeKeptKey(side, thread, entry.sequence);
  Copy copy;
  const bool walked = copy.get() && entry.returnAddress != unwalkable() &&
                      walkFrom(thread, entry, *copy.get(), side);
  const bool stillOpen =
      isOpen(entry.sequence) && sequenceNow(thread, entry) == entry.sequence;
  if (walked && stillOpen) {
    side.origin = StackOrigin::LiveWalk;
    return;
  }
  const uint32_t kept =
      entry.stack ? stackDepot().get(static_cast<uint32_t>(entry.stack),
                                     side.pcs, kMaxPcs)
                  : 0;
  if (kept > 1) {
    const bool isMarked = side.pcs[kept - 1] < kStackEndMarks;
    side.pcCount = kept - isMarked;
    side.ended = isMarked
                     ? walkEndText(static_cast<WalkEnd>(side.pcs[kept - 1]))
                     : nullptr;
    side.origin = StackOrigin::Eager;
    return;
  }
  if (walked) {
    side.origin = StackOrigin::AfterTheFact;
    return;
  }
  side.pcs[0] = addressOf(entry.pc);
  side.pcCount = entry.pc ? 1 : 0;
  side.ended = nullptr;
  side.origin = StackOrigin::SiteOnly;
}

} // namespace mapsan
