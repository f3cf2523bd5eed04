// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/sync_object.h"

namespace mapsan {

bool includes(Publication publication, Epoch epoch) {
  return epoch.slot() == publication.epoch.slot()
             ? epoch.time() <= publication.epoch.time()
             : publication.snapshot->get(epoch.slot()) >= epoch.time();
}

bool SyncObject::acquireInto(ThreadClock &thread, Arena &arena) {
  if (!snapshot_)
    return true;
  if (!thread.acquire(epoch_, snapshot_, arena))
    return false;
  if (!epoch_)
    thread.seenVersion(this) = {this, version_};
  thread.noteAcquired(reinterpret_cast<const void *>(address));
  return true;
}

bool SyncObject::collectInto(ThreadClock &thread, Arena &arena) {
  if (!joinInto(thread.pending(), arena))
    return false;
  thread.collectedVersion(this) = {this, version_};
  return true;
}

bool SyncObject::joinInto(VectorClock &clock, Arena &arena) const {
  if (!snapshot_ || (epoch_ && clock.has(epoch_)))
    return true;
  bool hasGrown = false;
  return clock.join(snapshot_->times(), snapshot_->size(), arena, hasGrown) &&
         (!epoch_ || clock.has(epoch_) ||
          clock.set(epoch_.slot(), epoch_.time(), arena));
}

void SyncObject::replace(Publication publication, Arena &arena) {
  if (snapshot_ != publication.snapshot) {
    ClockSnapshot *old = snapshot_;
    __atomic_store_n(&snapshot_, publication.snapshot->share(),
                     __ATOMIC_RELEASE);
    ClockSnapshot::drop(old, arena);
  }
  changed(publication.epoch);
}

bool SyncObject::join(Publication publication, bool hasSeenAll, Arena &arena) {
  if (!snapshot_ || hasSeenAll || (epoch_ && includes(publication, epoch_))) {
    replace(publication, arena);
    return true;
  }
  return joinClock(publication.epoch, publication.snapshot, arena);
}

bool SyncObject::joinObject(const SyncObject &other, Arena &arena) {
  return !other.snapshot_ || joinClock(other.epoch_, other.snapshot_, arena);
}

// What is here and what comes, in a snapshot of our own.
bool SyncObject::joinClock(Epoch epoch, const ClockSnapshot *snapshot,
                           Arena &arena) {
  VectorClock both = {};
  ClockSnapshot *spare = nullptr;
  bool hasGrown = false;
  bool isDone =
      joinInto(both, arena) &&
      both.join(snapshot->times(), snapshot->size(), arena, hasGrown) &&
      (!epoch || both.has(epoch) ||
       both.set(epoch.slot(), epoch.time(), arena));
  ClockSnapshot *made =
      isDone ? ClockSnapshot::make(both.times(), both.size(), arena, spare)
             : nullptr;
  both.clear(arena);
  if (!made)
    return false;
  ClockSnapshot *old = snapshot_;
  __atomic_store_n(&snapshot_, made, __ATOMIC_RELEASE);
  ClockSnapshot::drop(old, arena);
  changed({});
  return true;
}

void SyncObject::clear(Arena &arena) {
  if (!snapshot_)
    return;
  ClockSnapshot *old = snapshot_;
  __atomic_store_n(&snapshot_, static_cast<ClockSnapshot *>(nullptr),
                   __ATOMIC_RELEASE);
  ClockSnapshot::drop(old, arena);
  changed({});
}

} // namespace mapsan
