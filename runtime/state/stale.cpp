// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What each of these does is in stale.h. Reads are kept as a chain through the
// frames themselves, and a frame that was left may be overwritten: a link is
// followed only upwards and only within the stack; where it leads elsewhere the
// whole chain is dropped.
#include "runtime/state/stale.h"

#include "runtime/abi/calls.h"
#include "runtime/base/address.h"
#include "runtime/core/ring.h"
#include "runtime/state/open_operations.h"
#include "runtime/state/runtime.h"

namespace mapsan {

namespace {

void leave(MapsanEntry &entry) {
  if (entry.word != 0) {
    Word &slot = __mapsan_words[wordIndex(addressOf(entry.map), tableBits())];
    Word now = __atomic_load_n(&slot, __ATOMIC_RELAXED);
    while ((now & kWriting) && threadOf(now) == threadOf(entry.word) &&
           !__atomic_compare_exchange_n(&slot, &now, now & ~kWriting, false,
                                        __ATOMIC_RELEASE, __ATOMIC_RELAXED))
      ;
  }
  closeEntry(entry);
}

void setReads(MapsanRead *reads) {
  __atomic_store_n(&__mapsan_thread.reads, reads, __ATOMIC_RELEASE);
}

} // namespace

void suspectOpenOperations() {
  ThreadRecord *self = knownThread();
  if (!self)
    return;
  __atomic_store_n(&self->suspect, __mapsan_thread.operations - 1,
                   __ATOMIC_RELEASE);
  setReads(nullptr);
  closeShortcuts();
}

void closeOperationsBelow(uintptr_t bound, uintptr_t left) {
  ThreadRecord *self = knownThread();
  if (!self)
    return;
  const StackLimits stack = self->stack;
  if (!stack.contains(bound)) {
    suspectOpenOperations();
    return;
  }
  abandonBelow(bound, left);
  for (MapsanEntry &entry : self->ring) {
    const uintptr_t frame = addressOf(entry.frame);
    if (isOpen(entry.sequence) && stack.contains(frame) &&
        (frame < bound || frame == left))
      leave(entry);
  }
  MapsanRead *const first = __mapsan_thread.reads;
  MapsanRead *read = first;
  // At and above the bound a record is what it was.
  while (read && stack.contains(addressOf(read)) &&
         (addressOf(read) < bound || addressOf(read->frame) == left)) {
    MapsanRead *outer = read->outer;
    if (outer && (outer <= read || !stack.contains(addressOf(outer)) ||
                  addressOf(outer) % alignof(MapsanRead)))
      outer = nullptr;
    read = outer;
  }
  if (read != first)
    setReads(read);
}

void exceptionRaised() {
  ThreadRecord *self = knownThread();
  if (!self)
    return;
  ++self->raises;
  __atomic_store_n(&self->raised, __mapsan_thread.operations - 1,
                   __ATOMIC_RELEASE);
}

void exceptionCaught(uintptr_t bound) {
  ThreadRecord *self = knownThread();
  if (!self)
    return;
  closeOperationsBelow(bound);
  if (self->raises && --self->raises)
    return; // another one is on its way, and destructors run for it
  __atomic_store_n(&self->raised, uint64_t{0}, __ATOMIC_RELEASE);
}

void suspectThread(pthread_t handle) {
  forEachThread(
      [](void *context, ThreadRecord &record) {
        if (!pthread_equal(record.handle,
                           *static_cast<const pthread_t *>(context)))
          return false;
        __atomic_store_n(&record.suspect, ~uint64_t{0}, __ATOMIC_RELEASE);
        return true;
      },
      &handle);
}

} // namespace mapsan
