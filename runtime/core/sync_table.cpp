// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The paths without a lock look at an object's epoch or version first and at
// its address afterwards. A node that becomes another address's loses its
// address before anything else (address_table.h), so if the address is still
// the right one, so was what was read before.
#include "runtime/core/sync_table.h"

namespace mapsan {

bool SyncTable::start(const Environment &environment, Arena &arena) {
  environment_ = environment;
  arena_ = &arena;
  latest_ = static_cast<uint64_t *>(
      environment.mapPages(sizeof(uint64_t) << Nodes::kBucketBits));
  return latest_ && nodes_.start(environment, arena);
}

SyncObject &SyncTable::leftBehind(uintptr_t address) {
  return leftBehind_[((address >> 3) * 0x9E3779B97F4A7C15ull) >> 58];
}

bool SyncTable::isNothingNew(ThreadClock &self, uintptr_t address) {
  const Epoch latest = {
      __atomic_load_n(&latest_[Nodes::bucketOf(address)], __ATOMIC_ACQUIRE)};
  return latest != kSeveral && (!latest || self.hasSeen(latest)) &&
         leftBehind(address).isKnownTo(self);
}

// After the object has changed, with its lock. A thread may publish in a slot
// without having seen the slot's former thread: that is no later (hasSeen).
void SyncTable::noteLatest(const ThreadClock &self, uintptr_t address,
                           const SyncObject &object, Publication publication) {
  uint64_t &latest = latest_[Nodes::bucketOf(address)];
  const bool isOne = object.holds(publication.epoch);
  uint64_t before = __atomic_load_n(&latest, __ATOMIC_ACQUIRE);
  uint64_t after;
  do {
    const Epoch old = {before};
    if (old == kSeveral || (isOne && old == publication.epoch))
      return;
    const bool isLater =
        !old || (self.hasSeen(old) && includes(publication, old));
    after = (isOne && isLater ? publication.epoch : kSeveral).bits;
  } while (!__atomic_compare_exchange_n(&latest, &before, after, true,
                                        __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
}

void SyncTable::noteSeveral(uintptr_t address) {
  uint64_t &latest = latest_[Nodes::bucketOf(address)];
  if (__atomic_load_n(&latest, __ATOMIC_RELAXED) != kSeveral.bits)
    __atomic_store_n(&latest, kSeveral.bits, __ATOMIC_RELEASE);
}

// Most threads use the same few objects.
SyncTable::Nodes::Answer SyncTable::find(ThreadClock &self, uintptr_t address,
                                         SyncObject *&object) {
  ThreadClock::KnownObject &known = self.knownObject(address);
  if (known.address == address &&
      __atomic_load_n(&known.object->address, __ATOMIC_ACQUIRE) == address) {
    object = known.object;
    return Nodes::Answer::Found;
  }
  const Nodes::Answer answer = nodes_.find(address, object);
  if (answer == Nodes::Answer::Found)
    known = {address, object};
  return answer;
}

// False: not locked, and not to be had or another's by now.
bool SyncTable::lockIfStill(SyncObject &object, uintptr_t address) {
  if (!lockPatiently(object.lock, environment_))
    return false;
  object.isUsed = 1;
  if (object.address == address)
    return true;
  object.lock.unlock();
  return false;
}

SyncTable::Found SyncTable::lockObject(uintptr_t address, SyncObject *&object) {
  using Answer = Nodes::Answer;
  for (;;) {
    const Answer answer = nodes_.find(address, object);
    if (answer != Answer::Found)
      return answer == Answer::Missing ? Found::Missing : Found::Lost;
    if (!lockPatiently(object->lock, environment_))
      return Found::Lost;
    if (object->address == address) {
      object->isUsed = 1;
      return Found::Locked;
    }
    object->lock.unlock();
  }
}

SyncTable::Found SyncTable::lockOrMake(uintptr_t address, SyncObject *&object) {
  const Found found = lockObject(address, object);
  return found == Found::Missing ? make(address, object) : found;
}

// There was none just now.
SyncTable::Found SyncTable::make(uintptr_t address, SyncObject *&object) {
  bool isReady = true;
  const auto prepare = [&](SyncObject &made) {
    SyncObject &left = leftBehind(address);
    made.arrivals = 0;
    if (left.isEmpty())
      return;
    isReady = false;
    if (lockPatiently(left.lock, environment_)) {
      isReady = made.joinObject(left, *arena_);
      left.lock.unlock();
    }
  };
  object = nodes_.make(address, prepare);
  if (!object || !isReady)
    return Found::Lost;
  // Another thread may have forgotten it already.
  return lockIfStill(*object, address) ? Found::Locked
                                       : lockOrMake(address, object);
}

bool SyncTable::acquireNews(ThreadClock &self, uintptr_t address) {
  using Answer = Nodes::Answer;
  if (isNothingNew(self, address))
    return true;
  SyncObject *object;
  const Answer answer = find(self, address, object);
  if (answer == Answer::Unknown)
    return false;
  if (answer == Answer::Found) {
    if (object->isKnownTo(self) && isStill(*object, address))
      return true;
    const Found found = lockIfStill(*object, address)
                            ? Found::Locked
                            : lockObject(address, object);
    if (found == Found::Lost)
      return false;
    if (found == Found::Locked) {
      const bool isDone = object->acquireInto(self, *arena_);
      object->lock.unlock();
      return isDone;
    }
  }
  SyncObject &left = leftBehind(address);
  if (left.isKnownTo(self))
    return true;
  if (!lockPatiently(left.lock, environment_))
    return false;
  const bool isDone = left.acquireInto(self, *arena_);
  left.lock.unlock();
  return isDone;
}

bool SyncTable::collect(ThreadClock &self, uintptr_t address) {
  using Answer = Nodes::Answer;
  if (isNothingNew(self, address))
    return true;
  SyncObject *object;
  const Answer answer = find(self, address, object);
  if (answer == Answer::Unknown)
    return false;
  if (answer == Answer::Found &&
      (object->isKnownTo(self) || object->isCollectedBy(self)) &&
      isStill(*object, address))
    return true;
  Found found = Found::Missing;
  if (answer == Answer::Found)
    found = lockObject(address, object);
  if (found == Found::Missing) {
    object = &leftBehind(address);
    if (object->isKnownTo(self) || object->isCollectedBy(self))
      return true;
    if (!lockPatiently(object->lock, environment_))
      return false;
    found = Found::Locked;
  }
  if (found == Found::Lost)
    return false;
  const bool isDone = object->collectInto(self, *arena_);
  object->lock.unlock();
  return isDone;
}

bool SyncTable::release(ThreadClock &self, uintptr_t address,
                        Publication publication, Way way) {
  using Answer = Nodes::Answer;
  SyncObject *object;
  const Answer answer = find(self, address, object);
  if (answer == Answer::Found && object->holds(publication.epoch) &&
      isStill(*object, address))
    return true;
  const Found found = answer == Answer::Missing ? make(address, object)
                      : answer == Answer::Found && lockIfStill(*object, address)
                          ? Found::Locked
                          : lockOrMake(address, object);
  if (found != Found::Locked)
    return false;
  bool isDone = true;
  if (way == Way::Replace) {
    object->replace(publication, *arena_);
    noteSeveral(address);
  } else {
    isDone = object->join(publication,
                          way == Way::Join && object->isKnownTo(self), *arena_);
    noteLatest(self, address, *object, publication);
  }
  object->lock.unlock();
  return isDone;
}

// By a copy: never two locks of objects at once.
bool SyncTable::passOn(uintptr_t from, uintptr_t to) {
  SyncObject *object;
  const Found source = lockObject(from, object);
  if (source == Found::Lost)
    return false;
  if (source == Found::Missing) {
    object = &leftBehind(from);
    if (!lockPatiently(object->lock, environment_))
      return false;
  }
  SyncObject copy = {};
  bool isDone = copy.joinObject(*object, *arena_);
  object->lock.unlock();
  if (!isDone || copy.isEmpty())
    return isDone;
  isDone = lockOrMake(to, object) == Found::Locked;
  if (isDone) {
    isDone = object->joinObject(copy, *arena_);
    noteSeveral(to);
    object->lock.unlock();
  }
  copy.clear(*arena_);
  return isDone;
}

bool SyncTable::clear(uintptr_t address) {
  SyncObject *object;
  const Found found = lockObject(address, object);
  if (found == Found::Locked) {
    object->clear(*arena_);
    object->lock.unlock();
  }
  return found != Found::Lost;
}

bool SyncTable::arrive(uintptr_t address, uint32_t &before) {
  SyncObject *object;
  if (lockOrMake(address, object) != Found::Locked)
    return false;
  before = object->arrivals++;
  object->lock.unlock();
  return true;
}

bool SyncTable::forgetRange(uintptr_t begin, uintptr_t end) {
  return nodes_.forgetRange(begin, end,
                            [&](SyncObject &node) { node.clear(*arena_); });
}

uint32_t SyncTable::evict(uint32_t wanted) {
  const auto leavesClock = [&](SyncObject &node) {
    if (node.arrivals)
      return false; // a barrier counts its rounds
    if (node.isEmpty())
      return true;
    SyncObject &left = leftBehind(node.address);
    if (!lockPatiently(left.lock, environment_))
      return false;
    const bool isKept = left.joinObject(node, *arena_);
    left.lock.unlock();
    return isKept;
  };
  // Its address goes first: who reads without the lock that nothing is here looks
  // whether it is still the object, and else at what is left behind.
  return nodes_.evict(wanted, leavesClock, [&](SyncObject &node) {
    __atomic_store_n(&node.address, uintptr_t{0}, __ATOMIC_RELEASE);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    node.clear(*arena_);
  });
}

} // namespace mapsan
