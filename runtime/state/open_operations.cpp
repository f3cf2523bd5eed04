// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The list lies in pages of its own, kept with the thread record for the next
// thread that gets it.
#include "runtime/state/open_operations.h"

#include "runtime/platform/pages.h"

#include <malloc.h>

namespace mapsan {

namespace {

uintptr_t addressOf(const void *pointer) {
  return reinterpret_cast<uintptr_t>(pointer);
}

void abandonLast(const Ordering &ordering) {
  ThreadRecord &self = ordering.thread();
  TrackedOperation &last = self.tracked[--self.trackedCount];
  detector().abandon(ordering.clock(), last.open);
  ordering.clock().leave(last.map);
}

// Left behind, seen from an operation that begins: its frame is younger than
// the new one's, or it is the same call again (a loop that caught what was
// thrown).
bool isLeft(const ThreadRecord &self, const TrackedOperation &old,
            const MapsanOperation &op) {
  if (!self.stack.contains(addressOf(old.frame)) ||
      !self.stack.contains(addressOf(op.frame)))
    return false; // another stack: a fiber
  return old.frame < op.frame || (old.frame == op.frame && old.site == op.site);
}

} // namespace

TrackedOperation *pushTracked(const Ordering &ordering,
                              const MapsanOperation &op) {
  ThreadRecord &self = ordering.thread();
  if (!self.tracked)
    self.tracked = static_cast<TrackedOperation *>(
        mapPages(kMostTracked * sizeof(TrackedOperation)));
  while (self.trackedCount &&
         isLeft(self, self.tracked[self.trackedCount - 1], op))
    abandonLast(ordering);
  if (!self.tracked || self.trackedCount == kMostTracked)
    return nullptr;
  TrackedOperation &last = self.tracked[self.trackedCount++];
  last = {&op,   op.map,   op.site,
          op.pc, op.frame, static_cast<const void *const *>(op.frame)[1],
          0,     0,        0,
          {}};
  ordering.clock().enter(op.map);
  return &last;
}

TrackedOperation *popTracked(const Ordering &ordering,
                             const MapsanOperation &op) {
  ThreadRecord &self = ordering.thread();
  uint32_t index = self.trackedCount;
  while (index && self.tracked[index - 1].op != &op)
    --index;
  if (index == 0)
    return nullptr;
  while (self.trackedCount > index)
    abandonLast(ordering);
  --self.trackedCount;
  ordering.clock().leave(op.map);
  return &self.tracked[self.trackedCount];
}

const TrackedOperation *outerOnSameMap(const ThreadRecord &self,
                                       const MapsanOperation &op) {
  for (uint32_t i = self.trackedCount; i-- > 0;)
    if (self.tracked[i].map == op.map && self.tracked[i].op != &op)
      return &self.tracked[i];
  return nullptr;
}

namespace {

struct OpenAt {
  const void *map, *frame; // null: nowhere
};

// The innermost operation that writes. Of the two that one call may be, on two
// maps, the one on its object.
OpenAt innermost(const ThreadRecord &self) {
  OpenAt open = {nullptr, nullptr};
  for (uint32_t i = self.trackedCount; i-- > 0 && !open.frame;)
    if (!(self.tracked[i].site->flags & kSiteArgument))
      open = {self.tracked[i].map, self.tracked[i].frame};
  const MapsanRecentPlace *place = self.clock->openShortcut();
  if (place && (!open.frame || place->open < open.frame))
    open = {place->map, place->open};
  // Below us: one that was left without an end.
  return open.frame > __builtin_frame_address(0) ? open
                                                 : OpenAt{nullptr, nullptr};
}

// An iterator is the address of its node, which is a block of its own.
void forgetHeld(ThreadRecord &self, const void *block) {
  const uint64_t node = reinterpret_cast<uint64_t>(block);
  MapsanHeldIterator &held = self.heldIterators[heldPlaceOf(node)];
  if ((held.tag ^ held.map) == node)
    held.map = 0;
}

} // namespace

void noteFreed(const void *block) {
  ThreadRecord *const self = knownThread();
  if (!self)
    return;
  forgetHeld(*self, block);
  if (!self->clock || self->inside || self->ignores)
    return;
  const OpenAt open = innermost(*self);
  if (!open.map || self->freedCount == kMostFreed)
    return;
  // Most maps are one thread's, and it pays for none of this.
  if (!detector().isMapShared(*self->clock, open.map))
    return;
  if (!self->freed && !(self->freed = static_cast<FreedBlock *>(
                            mapPages(kMostFreed * sizeof(FreedBlock)))))
    return;
  self->freed[self->freedCount++] = {
      block,
      static_cast<const char *>(block) +
          malloc_usable_size(const_cast<void *>(block)),
      open.map, open.frame};
}

// What took the shortcut.
template <typename IsLeft>
void closePlaces(const ThreadRecord &self, IsLeft isLeft) {
  if (self.clock)
    for (MapsanRecentPlace &place : self.clock->recent().places)
      if (place.open && isLeft(addressOf(place.open)))
        __atomic_store_n(&place.open, nullptr, __ATOMIC_RELEASE);
}

void abandonBelow(uintptr_t bound, uintptr_t left) {
  const ThreadRecord *known = knownThread();
  if (!known)
    return;
  closePlaces(*known, [&](uintptr_t frame) {
    return !known->stack.contains(frame) || frame < bound || frame == left;
  });
  if (!known->trackedCount)
    return;
  const Ordering ordering;
  if (!ordering)
    return;
  ThreadRecord &self = ordering.thread();
  while (self.trackedCount) {
    const uintptr_t frame =
        addressOf(self.tracked[self.trackedCount - 1].frame);
    if (!self.stack.contains(frame) || (frame >= bound && frame != left))
      break;
    abandonLast(ordering);
  }
}

void closeShortcuts() {
  if (const ThreadRecord *known = knownThread())
    closePlaces(*known, [](uintptr_t) { return true; });
}

void abandonAll() {
  const ThreadRecord *known = knownThread();
  if (!known)
    return;
  closeShortcuts();
  if (!known->trackedCount)
    return;
  const Ordering ordering;
  while (ordering && ordering.thread().trackedCount)
    abandonLast(ordering);
}

} // namespace mapsan
