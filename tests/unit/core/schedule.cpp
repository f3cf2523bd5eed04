// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/unit/core/schedule.h"

namespace mapsan::oracle {

namespace {

const MemoryOrder kOrders[] = {
    MemoryOrder::Relaxed, MemoryOrder::Acquire, MemoryOrder::Release,
    MemoryOrder::AcquireRelease, MemoryOrder::Sequential};

} // namespace

Schedule::Schedule(scenario::World &world, ThreadClock *main, uint64_t seed,
                   const Setting &setting)
    : world_(world), detector_(*world.detector), order_(world.order()),
      setting_(setting), seed_(seed),
      random_(seed * 0x9E3779B97F4A7C15ull + 0x2545F4914F6CDD1Dull),
      threads_(setting.threads), isLogged_(false) {
  threads_[0].clock = main;
  threads_[0].number = main->number();
  threads_[0].isLive = true;
}

uint64_t Schedule::random(uint64_t below) {
  random_ ^= random_ << 13;
  random_ ^= random_ >> 7;
  random_ ^= random_ << 17;
  return (random_ >> 11) % below;
}

// Some 100 schedules later the same addresses come again.
const void *Schedule::address(char kind, unsigned index) const {
  return reinterpret_cast<const void *>(
      uintptr_t{0x10000000} + ((seed_ % 101) << 12) +
      static_cast<uintptr_t>(kind) * 16 + index * 4);
}

void Schedule::log(unsigned self, const char *what) {
  if (!isLogged_)
    return;
  const Thread &thread = threads_[self];
  log_ += "  T" + std::to_string(self) + " " + what + " object " +
          std::to_string(thread.object) + " order " +
          std::to_string(static_cast<int>(thread.how)) + " effect " +
          effectName(thread.effect) + " stage " + std::to_string(thread.stage) +
          "\n";
}

void Schedule::record(unsigned self, Act act) {
  MapState &map = maps_[threads_[self].object];
  map.users |= 1u << self;
  map.history.entries.push_back({self, strict_.now(self).times[self],
                                 granted_.now(self).times[self], act});
}

void Schedule::judge(unsigned self, History &history, Act act,
                     const Findings &found, bool isRepeated, Epoch reported) {
  Verdict claimed = Verdict::Nothing;
  for (uint32_t i = 0; i < found.count; ++i) {
    const Finding &finding = found.items[i];
    claimed = std::max(claimed, finding.verdict);
    int other = -1;
    for (unsigned k = 0; k < threads_.size(); ++k)
      if (finding.earlier.thread == threads_[k].number)
        other = static_cast<int>(k);
    if (finding.earlier.thread && other < 0)
      fail("a finding names a thread of another schedule");
    if (history.judge(self, act, strict_, true, other) < finding.verdict)
      fail("the memory model denies what was found");
  }
  races_ += claimed == Verdict::Race;
  if (history.isTainted || setting_.promise == Promise::SoundOnly)
    return;
  const Verdict due = history.judge(self, act, granted_, false);
  if ((due == Verdict::Race) != (claimed == Verdict::Race))
    fail(due == Verdict::Race ? "a race was missed"
                              : "a race that the granted oracle denies");
  else if (due != claimed && due != Verdict::Race && !isRepeated && !reported)
    fail("a note was missed, or too much");
  history.isTainted |= due == Verdict::Race || claimed == Verdict::Race;
}

void Schedule::mapStep(unsigned self) {
  Thread &thread = threads_[self];
  MapState &map = maps_[thread.object];
  const void *const where = address('m', thread.object);
  Access access = {};
  access.effect = thread.effect;
  access.stack = 1 + static_cast<uint32_t>(random(1000));
  access.size = map.size;
  access.buckets = kUnknownSize;
  const Effect effect = thread.effect;
  if (thread.stage == 0) {
    thread.life = map.life;
    // As compiled code does (core/fast_path.h), then the runtime.
    const Word word = detector_.wordOf(where);
    const bool canTakeShortcut =
        !alwaysWrites(effect) && effect != Effect::Safe &&
        isToldOf(thread.clock->recent(), where, word, mayWrite(effect));
    thread.shortcut = canTakeShortcut && mayWrite(effect) ? word : kNoWord;
    if (thread.shortcut != kNoWord)
      placeOf(thread, where).open = where;
    thread.isRepeated =
        canTakeShortcut || detector_.repeats(*thread.clock, where, effect);
    shortcuts_ += canTakeShortcut;
    if (detector_.hasRecord(*thread.clock, where, effect))
      access.stack = 0;
    thread.open = {};
    found_.count = 0;
    if (!thread.isRepeated)
      detector_.begin(*thread.clock, where, access, thread.open, found_);
    const Act act = {
        alwaysWrites(effect) || effect == Effect::Safe ? effect : Effect::Read,
        Outcome::Running};
    judge(self, map.history, act, found_, thread.isRepeated, {});
    record(self, act);
    if (effect == Effect::Iterate && setting_.onElements)
      thread.walks = kElements;
    ++thread.stage;
    return;
  }
  thread.does = Does::Nothing;
  if (!mayWrite(effect))
    return;
  const Changed changed = alwaysWrites(effect) || random(100) < setting_.changes
                              ? Changed::Yes
                              : Changed::No;
  if (changed == Changed::Yes && map.life == thread.life)
    map.size += effect == Effect::Erase ? (map.size ? -1 : 0) : 1;
  access.size = map.size;
  const Epoch reported = thread.open.reported;
  bool isTold = false;
  if (thread.shortcut == kNoWord) {
    detector_.end(*thread.clock, where, access, changed, thread.open, found_);
  } else {
    placeOf(thread, where).open = nullptr;
    found_.count = 0;
    isTold = changed == Changed::No;
    if (!isTold)
      detector_.endShortcut(*thread.clock, where, access, changed, found_);
  }
  if (map.life != thread.life) {
    if (found_.count)
      fail("an operation on a former map was judged");
    return;
  }
  const Act act = {effect, changed == Changed::Yes ? Outcome::Changed
                                                   : Outcome::Unchanged};
  judge(self, map.history, act, found_, isTold, reported);
  record(self, act);
}

void Schedule::chooseElement(Thread &thread) {
  thread.does = Does::Element;
  if (thread.walks) {
    thread.element = --thread.walks;
    thread.effect = Effect::ElementRead;
    return;
  }
  thread.element = static_cast<unsigned>(random(kElements));
  // Memory has a map of its own as a rule.
  thread.object = random(16) ? thread.element % setting_.maps
                             : static_cast<unsigned>(random(setting_.maps));
  thread.effect = random(100) < setting_.writes ? Effect::ElementWrite
                                                : Effect::ElementRead;
}

// As mapsan.element and __mapsan_element do. The keys tell whether both sides are of one element.
void Schedule::elementStep(unsigned self) {
  Thread &thread = threads_[self];
  thread.does = Does::Nothing;
  MapState &map = maps_[thread.object];
  ElementHistory &history = elements_[thread.element];
  const void *const owner = address('m', thread.object);
  const void *const element =
      elementKey(address('e', thread.element), thread.element & 1 ? 1 : 8);
  const unsigned owned = 1 + thread.object + setting_.maps * map.life;
  const bool isTold =
      detector_.isElementRepeated(*thread.clock, element, thread.effect);
  // tests/unit/core/element_test.cpp: told by its address alone.
  if (isTold && history.owner != owned)
    return;
  const bool isOnlyUsers = isOnlyUser(thread.clock->recent(), owner,
                                      thread.effect == Effect::ElementWrite);
  if (isOnlyUsers || (!isTold && detector_.isElementPrivate(
                                     *thread.clock, owner, thread.effect))) {
    if (setting_.promise == Promise::Exact && (map.users & ~(1u << self)))
      fail("an element of a map that others use was not remembered");
    return;
  }
  history.belongTo(owned);
  map.users |= 1u << self;
  Access access = {};
  access.effect = thread.effect;
  access.stack = 1 + static_cast<uint32_t>(random(1000));
  access.key = owned * kElements + thread.element;
  access.size = access.buckets = kUnknownSize;
  found_.count = 0;
  if (!isTold)
    detector_.element(*thread.clock, owner, element, access, found_);
  for (uint32_t i = 0; i < found_.count; ++i)
    if (found_.items[i].earlier.key &&
        found_.items[i].earlier.key != access.key)
      fail("an access to another element was found");
  const Act act = {thread.effect, Outcome::Unobservable};
  const unsigned before = races_;
  judge(self, history, act, found_, isTold, {});
  elementRaces_ += races_ - before;
  history.entries.push_back({self, strict_.now(self).times[self],
                             granted_.now(self).times[self], act, owned});
}

void Schedule::choose(unsigned self) {
  Thread &thread = threads_[self];
  thread.stage = 0;
  thread.how = kOrders[random(5)];
  static const Effect kMayWrite[] = {Effect::Upsert, Effect::Assign,
                                     Effect::Erase};
  static const Effect kConcurrent[] = {Effect::Safe, Effect::Safe, Effect::Safe,
                                       Effect::Exclusive};
  if (thread.walks)
    return chooseElement(thread);
  const bool isOnMap = random(100) < setting_.onMaps;
  if (isOnMap && random(100) < setting_.onElements)
    return chooseElement(thread);
  uint64_t kind = isOnMap ? 0 : 30 + random(70);
  if (setting_.promise == Promise::SoundOnly && random(30) == 0)
    kind = 99;
  if (setting_.isCrowd && self == 0 && created_ < setting_.threads) {
    thread.does = Does::Create;
  } else if (kind == 0) {
    thread.does = Does::MapOperation;
    thread.object = static_cast<unsigned>(random(setting_.maps));
    thread.effect = setting_.isConcurrent ? kConcurrent[random(4)]
                    : random(100) >= setting_.writes
                        ? (random(3) ? Effect::Read : Effect::Iterate)
                    : random(8) == 0 && setting_.changes >= 50
                        ? (random(2) ? Effect::Write : Effect::Destroy)
                        : kMayWrite[random(3)];
    if (random(40) == 0)
      thread.does = Does::Construct;
  } else if (kind < 50) {
    // Lock 0 is a mutex, the others have shared owners.
    const unsigned lock = static_cast<unsigned>(random(kLocks));
    thread.object = lock;
    if (thread.holds[lock] == 1)
      thread.does = lock == 0 ? Does::Unlock : Does::UnlockExclusive;
    else if (thread.holds[lock] == 2)
      thread.does = Does::UnlockShared;
    else if (lock == 0 && locks_[lock].owner < 0)
      thread.does = Does::Lock;
    else if (lock != 0 && locks_[lock].owner < 0 && random(2))
      thread.does = Does::LockShared;
    else if (lock != 0 && locks_[lock].owner < 0 && !locks_[lock].sharers)
      thread.does = Does::LockExclusive;
  } else if (kind < 85) {
    static const Does kAtomic[] = {Does::Load, Does::Store, Does::Update};
    thread.does = kAtomic[random(3)];
    thread.object = static_cast<unsigned>(random(kAtomics));
    if (thread.does == Does::Load)
      thread.how = random(2) ? MemoryOrder::Acquire : MemoryOrder::Relaxed;
    else if (thread.does == Does::Store)
      thread.how = random(2) ? MemoryOrder::Release : MemoryOrder::Relaxed;
  } else if (kind < 92) {
    thread.does = Does::Fence;
    thread.how = kOrders[1 + random(4)];
  } else if (kind < 96) {
    if (created_ < setting_.threads)
      thread.does = Does::Create;
  } else if (kind < 97) {
    bool isFree = self != 0;
    for (uint8_t holds : thread.holds)
      isFree &= holds == 0;
    if (isFree)
      thread.does = Does::Finish;
  } else if (kind < 99) {
    for (unsigned i = 1; i < created_; ++i)
      if (threads_[i].isFinished && !threads_[i].isJoined) {
        thread.does = Does::Join;
        thread.object = i;
      }
  } else if (setting_.promise == Promise::SoundOnly) {
    thread.does = Does::Disturb;
  }
}

void Schedule::advance(unsigned self) {
  Thread &thread = threads_[self];
  if (thread.does == Does::Nothing)
    choose(self);
  strict_.step(self);
  granted_.step(self);
  const unsigned object = thread.object;
  const auto lockAddress = [&] { return address('l', object); };
  const auto atomicAddress = [&] { return address('a', object); };
  LockState &lock = locks_[object % kLocks];
  bool isDone = true;
  log(self, "does");
  switch (thread.does) {
  case Does::Nothing:
    break;
  case Does::Lock:
  case Does::LockExclusive:
    if (thread.stage == 0) {
      lock.owner = static_cast<int>(self);
      strict_.lock(self, object);
      isDone = false;
      break;
    }
    thread.holds[object] = 1;
    granted_.lock(self, object);
    order_.lockAcquired(*thread.clock, lockAddress(),
                        object ? LockKind::Exclusive : LockKind::Plain);
    break;
  case Does::Unlock:
  case Does::UnlockExclusive:
    if (thread.stage == 0) {
      granted_.unlock(self, object);
      if (object)
        order_.lockReleased(*thread.clock, lockAddress(), LockKind::Exclusive);
      else // as the interceptors do: no news for atomics
        order_.releaseStore(*thread.clock, lockAddress(), /*isLock=*/true);
      isDone = false;
      break;
    }
    strict_.unlock(self, object);
    lock.owner = -1;
    thread.holds[object] = 0;
    break;
  case Does::LockShared:
    if (thread.stage == 0) {
      ++lock.sharers;
      strict_.lockShared(self, object);
      isDone = false;
      break;
    }
    thread.holds[object] = 2;
    granted_.lockShared(self, object);
    order_.lockAcquired(*thread.clock, lockAddress(), LockKind::Shared);
    break;
  case Does::UnlockShared:
    if (thread.stage == 0) {
      granted_.unlockShared(self, object);
      order_.lockReleased(*thread.clock, lockAddress(), LockKind::Shared);
      isDone = false;
      break;
    }
    strict_.unlockShared(self, object);
    --lock.sharers;
    thread.holds[object] = 0;
    break;
  case Does::Load:
    if (thread.stage == 0) {
      strict_.load(self, object, thread.how);
      isDone = false;
      break;
    }
    granted_.load(self, object, thread.how);
    order_.atomicLoaded(*thread.clock, atomicAddress(), thread.how);
    break;
  case Does::Store:
    if (thread.stage == 0) {
      granted_.store(self, object, thread.how);
      order_.atomicStoring(*thread.clock, atomicAddress(), thread.how);
      isDone = false;
      break;
    }
    strict_.store(self, object, thread.how);
    break;
  case Does::Update:
    if (thread.stage == 0) {
      granted_.updating(self, object, thread.how);
      order_.atomicUpdating(*thread.clock, atomicAddress(), thread.how);
      isDone = false;
    } else if (thread.stage == 1) {
      strict_.update(self, object, thread.how);
      isDone = false;
    } else {
      granted_.load(self, object, thread.how);
      order_.atomicUpdated(*thread.clock, atomicAddress(), thread.how);
    }
    break;
  case Does::Fence:
    strict_.fence(self, thread.how);
    granted_.fence(self, thread.how);
    order_.fence(*thread.clock, thread.how);
    break;
  case Does::MapOperation:
    mapStep(self);
    return;
  case Does::Element:
    elementStep(self);
    return;
  case Does::Construct: {
    MapState &map = maps_[object];
    map.history.entries.clear();
    map.history.isTainted = false;
    map.size = 0;
    map.users = 0;
    ++map.life;
    Access access = {};
    access.effect = Effect::Construct;
    access.stack = 1;
    access.buckets = kUnknownSize;
    detector_.constructed(*thread.clock, address('m', object), access);
    record(self, {Effect::Construct, Outcome::Changed});
    break;
  }
  case Does::Create: {
    Thread &child = threads_[created_];
    strict_.create(self, created_);
    granted_.create(self, created_);
    child.clock = order_.openThread(thread.clock);
    child.number = child.clock->number();
    child.isLive = true;
    ++created_;
    break;
  }
  case Does::Finish:
    order_.finish(*thread.clock);
    thread.isLive = false;
    thread.isFinished = true;
    break;
  case Does::Join:
    if (threads_[object].isJoined)
      break;
    strict_.join(self, object);
    granted_.join(self, object);
    order_.join(*thread.clock, threads_[object].clock);
    threads_[object].isJoined = true;
    break;
  case Does::Disturb:
    if (setting_.forgets)
      order_.forgetHistory();
    for (int i = 0; i < 2; ++i) // used, idle, gone
      order_.trim();
    break;
  }
  thread.stage = isDone ? 0 : thread.stage + 1;
  if (isDone)
    thread.does = Does::Nothing;
}

std::string Schedule::play() {
  for (unsigned step = 0; step < setting_.steps && failure_.empty(); ++step) {
    const unsigned self = static_cast<unsigned>(random(created_));
    if (threads_[self].isLive)
      advance(self);
  }
  const std::string failure = failure_;
  for (unsigned i = 1; i < created_; ++i) {
    if (threads_[i].isLive)
      order_.finish(*threads_[i].clock);
    if (!threads_[i].isJoined)
      order_.join(*threads_[0].clock, threads_[i].clock);
  }
  const char *const begin = static_cast<const char *>(address(0, 0));
  detector_.forgetRange(begin, begin + 4096);
  return failure.empty() ? failure
                         : "schedule " + std::to_string(seed_) + ": " +
                               failure + "\n" + log_;
}

} // namespace mapsan::oracle
