// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/random/program.h"

#include <algorithm>
#include <array>
#include <set>

namespace {

enum class Effect : uint8_t {
  None,
  Adds,
  Removes,
  RemovesFound,
  Reads,
  Empties,
  Renews
};

constexpr Effect kEffects[] = {
#define MAP_STEP(name, effect, code) Effect::effect,
#define ORDER_STEP(name, code) Effect::None,
#include "tests/random/steps.def"
};

constexpr unsigned kMapSteps = 0
#define MAP_STEP(name, effect, code) +1
#include "tests/random/steps.def"
    ;

constexpr unsigned kKeys = 4;
constexpr int kNobody = -1;

struct Clock {
  std::array<uint32_t, kThreads> times = {};
  void join(const Clock &other) {
    for (unsigned i = 0; i < kThreads; ++i)
      times[i] = std::max(times[i], other.times[i]);
  }
};

/// How the threads of a program treat a map.
enum class Care : uint8_t {
  UnderMutex,
  UnderSharedMutex,
  Mostly,
  Never,
  HandedOver, // one has it, and hands it over by this or that
};

struct Access {
  unsigned thread;
  uint32_t time;
  bool changed;
};

struct Map {
  Care care = Care::Never;
  unsigned mutex = 0;
  unsigned owner = 0;
  std::set<int> keys;
  std::vector<Access> accesses;
};

/// A variable with one writer.
struct Flag {
  int writer = kNobody;
  Clock published;
};

struct Pipe : Flag {
  bool isFull = false;
};

struct Lock {
  int owner = kNobody;
  unsigned sharers = 0;
  Clock byWriters, byReaders;
};

struct Thread {
  bool isCreated = false, isOver = false, isJoined = false;
  Clock clock, fence, pending;
  std::vector<Step> next; // what it is about to do, in order
};

class Drawing {
public:
  explicit Drawing(uint64_t seed)
      : random_(seed * 0x9E3779B97F4A7C15ull + 0x2545F4914F6CDD1Dull) {}
  Program draw();

private:
  unsigned below(unsigned limit) {
    random_ ^= random_ << 13;
    random_ ^= random_ >> 7;
    random_ ^= random_ << 17;
    return static_cast<unsigned>((random_ >> 11) % limit);
  }
  bool isOneOf(unsigned percent) { return below(100) < percent; }

  void plan(unsigned self);
  void planMapStep(unsigned self);
  void planOrder(unsigned self);
  void handOver(unsigned from, Map &map);
  bool tryTake(unsigned thread, Does does, unsigned which = 0) {
    const Step step = {static_cast<uint8_t>(thread), does,
                       static_cast<uint8_t>(which), 1};
    const bool can = isPossible(step);
    if (can)
      take(step);
    return can;
  }
  bool isPossible(const Step &step) const;
  void take(const Step &step);
  void order(const Step &step);
  void access(const Step &step);
  void touch(Map &map, unsigned index, unsigned thread, bool changes);

  uint64_t random_;
  unsigned threadCount_ = 0, mapCount_ = 0, orderPercent_ = 0;
  Thread threads_[kThreads];
  Map maps_[kMaps];
  Lock mutexes_[kMutexes], shared_;
  Flag flags_[kFlags], relaxed_[kFlags];
  Clock counter_, lazyCounter_, posted_, once_[kOnces];
  bool isDone_[kOnces] = {};
  unsigned posts_ = 0;
  Pipe pipes_[kPipes];
  Program program_;
};

void Drawing::plan(unsigned self) {
  Thread &thread = threads_[self];
  const auto uncreated =
      std::find_if(threads_, threads_ + threadCount_,
                   [](const Thread &other) { return !other.isCreated; });
  if (uncreated != threads_ + threadCount_ && isOneOf(self == 0 ? 40 : 8))
    thread.next = {{static_cast<uint8_t>(self), Does::Create,
                    static_cast<uint8_t>(uncreated - threads_)}};
  else if (isOneOf(orderPercent_))
    planOrder(self);
  else
    planMapStep(self);
}

void Drawing::planMapStep(unsigned self) {
  const uint8_t thread = static_cast<uint8_t>(self);
  const uint8_t which = static_cast<uint8_t>(below(mapCount_));
  Map &map = maps_[which];
  if (map.care == Care::HandedOver && map.owner != self)
    return;
  if (map.care == Care::HandedOver && isOneOf(40))
    return handOver(self, map);
  Step step = {thread, static_cast<Does>(below(kMapSteps)), which,
               static_cast<uint8_t>(below(kKeys))};
  if (isOneOf(35)) // most of them write
    step.does = Does::Find;
  const bool onlyReads =
      kEffects[static_cast<unsigned>(step.does)] == Effect::Reads;
  const uint8_t mutex = static_cast<uint8_t>(map.mutex);
  if (map.care == Care::Never || map.care == Care::HandedOver ||
      (map.care == Care::Mostly && isOneOf(6)))
    threads_[self].next = {step};
  else if (map.care != Care::UnderSharedMutex)
    threads_[self].next = {
        {thread, Does::Lock, mutex}, step, {thread, Does::Unlock, mutex}};
  else if (onlyReads)
    threads_[self].next = {
        {thread, Does::LockShared}, step, {thread, Does::UnlockShared}};
  else
    threads_[self].next = {
        {thread, Does::LockAlone}, step, {thread, Does::UnlockAlone}};
}

/// The last step of each way that hands over is the receiver's; now and then one
/// half is left out, or the way orders nothing.
void Drawing::handOver(unsigned from, Map &map) {
  const unsigned to = below(threadCount_), which = below(2);
  const bool gives = !isOneOf(8), takes = !isOneOf(8);
  if (to == from || threads_[to].isOver)
    return;
  if (!threads_[to].isCreated) {
    if (tryTake(from, Does::Create, to))
      map.owner = to;
    return;
  }
  const bool isInLock =
      !threads_[to].next.empty() || !threads_[from].next.empty();
  bool isGiven = false;
  switch (below(9)) {
  case 0:
    if ((isGiven = !gives || tryTake(from, Does::Release, which)) && takes)
      tryTake(to, Does::Acquire, which);
    break;
  case 1:
    if (gives)
      tryTake(from, Does::FenceRelease);
    if ((isGiven = tryTake(from, Does::StoreRelaxed, which)))
      tryTake(to, Does::LoadRelaxed, which);
    if (takes)
      tryTake(to, Does::FenceAcquire);
    break;
  case 2:
    if (isInLock)
      return;
    if ((isGiven = tryTake(from, Does::Lock, which)))
      tryTake(from, Does::Unlock, which);
    if (takes && tryTake(to, Does::Lock, which))
      tryTake(to, Does::Unlock, which);
    break;
  case 3:
    if (isInLock)
      return;
    if ((isGiven = tryTake(from, gives ? Does::LockAlone : Does::LockShared)))
      tryTake(from, gives ? Does::UnlockAlone : Does::UnlockShared);
    if (isGiven && tryTake(to, Does::LockShared))
      tryTake(to, Does::UnlockShared);
    break;
  case 4:
    if ((isGiven = posts_ == 0 && tryTake(from, Does::Post)))
      tryTake(to, Does::Wait);
    break;
  case 5:
    if ((isGiven = tryTake(from, Does::WritePipe, which)))
      tryTake(to, Does::ReadPipe, which);
    break;
  case 6:
    isGiven = tryTake(from, gives ? Does::Update : Does::UpdateRelaxed);
    tryTake(to, takes ? Does::Update : Does::UpdateRelaxed);
    break;
  case 7:
    if ((isGiven = !isDone_[which] && tryTake(from, Does::Once, which)) &&
        takes)
      tryTake(to, Does::Once, which);
    break;
  default:
    if (from == 0 || isInLock)
      return;
    threads_[from].isOver = isGiven = true;
    if (takes)
      tryTake(to, Does::Join, from);
  }
  if (isGiven)
    map.owner = to;
}

void Drawing::planOrder(unsigned self) {
  static constexpr Does kSteps[] = {
      Does::TryLock,       Does::Release,      Does::Release,
      Does::Acquire,       Does::Acquire,      Does::LookRelaxed,
      Does::StoreRelaxed,  Does::LoadRelaxed,  Does::LoadAcquire,
      Does::FenceRelease,  Does::FenceAcquire, Does::Update,
      Does::UpdateRelaxed, Does::Post,         Does::Wait,
      Does::Once,          Does::WritePipe,    Does::ReadPipe,
      Does::Join,          Does::Join};
  Step step;
  step.thread = static_cast<uint8_t>(self);
  step.does = kSteps[below(sizeof kSteps)];
  step.which =
      static_cast<uint8_t>(below(step.does == Does::Join ? threadCount_ : 2));
  step.key = static_cast<uint8_t>(below(kKeys));
  threads_[self].next = {step};
  // A trylock that succeeds is given back later; take() sees to it.
}

/// Steps that cannot be taken now wait, or are given up.
bool Drawing::isPossible(const Step &step) const {
  switch (step.does) {
  case Does::Lock:
    return mutexes_[step.which].owner == kNobody;
  case Does::TryLock:
    return mutexes_[step.which].owner != step.thread;
  case Does::LockAlone:
    return shared_.owner == kNobody && !shared_.sharers;
  case Does::LockShared:
    return shared_.owner == kNobody;
  case Does::Release:
  case Does::StoreRelaxed: {
    const Flag &flag =
        (step.does == Does::Release ? flags_ : relaxed_)[step.which];
    return flag.writer == kNobody || flag.writer == step.thread;
  }
  case Does::Wait:
    return posts_ > 0;
  case Does::WritePipe: {
    const Pipe &pipe = pipes_[step.which];
    return !pipe.isFull &&
           (pipe.writer == kNobody || pipe.writer == step.thread);
  }
  case Does::ReadPipe:
    return pipes_[step.which].isFull;
  case Does::Create:
    return !threads_[step.which].isCreated;
  case Does::Join:
    return step.which && threads_[step.which].isOver &&
           !threads_[step.which].isJoined;
  default:
    return true;
  }
}

void Drawing::order(const Step &step) {
  Thread &self = threads_[step.thread];
  Lock &mutex = mutexes_[step.which % kMutexes];
  Flag &flag = flags_[step.which % kFlags],
       &lazy = relaxed_[step.which % kFlags];
  switch (step.does) {
  case Does::Lock:
  case Does::TryLock:
    if (mutex.owner != kNobody)
      return; // somebody has it: no order
    mutex.owner = step.thread;
    self.clock.join(mutex.byWriters);
    if (step.does == Does::TryLock)
      self.next.push_back({step.thread, Does::Unlock, step.which});
    return;
  case Does::Unlock:
    mutex.owner = kNobody;
    mutex.byWriters = self.clock;
    return;
  case Does::LockAlone:
    shared_.owner = step.thread;
    self.clock.join(shared_.byWriters);
    self.clock.join(shared_.byReaders);
    return;
  case Does::UnlockAlone:
    shared_.owner = kNobody;
    shared_.byWriters = self.clock;
    return;
  case Does::LockShared:
    ++shared_.sharers;
    self.clock.join(shared_.byWriters);
    return;
  case Does::UnlockShared:
    --shared_.sharers;
    shared_.byReaders.join(self.clock);
    return;
  case Does::Release:
    flag.writer = step.thread;
    flag.published = self.clock;
    return;
  case Does::Acquire:
    self.clock.join(flag.published);
    return;
  case Does::LookRelaxed:
    self.pending.join(flag.published);
    return;
  case Does::StoreRelaxed:
    lazy.writer = step.thread;
    lazy.published = self.fence;
    return;
  case Does::LoadRelaxed:
    self.pending.join(lazy.published);
    return;
  case Does::LoadAcquire:
    self.clock.join(lazy.published);
    return;
  case Does::FenceRelease:
    self.fence = self.clock;
    return;
  case Does::FenceAcquire:
    self.clock.join(self.pending);
    return;
  case Does::Update:
    self.clock.join(counter_);
    counter_ = self.clock;
    return;
  case Does::UpdateRelaxed: // also a part of others' release sequences
    self.pending.join(lazyCounter_);
    lazyCounter_.join(self.fence);
    return;
  case Does::Post:
    ++posts_;
    posted_.join(self.clock);
    return;
  case Does::Wait:
    --posts_;
    self.clock.join(posted_);
    return;
  case Does::Once:
    if (isDone_[step.which])
      self.clock.join(once_[step.which]);
    else
      once_[step.which] = self.clock;
    isDone_[step.which] = true;
    return;
  case Does::WritePipe:
    pipes_[step.which].writer = step.thread;
    pipes_[step.which].isFull = true;
    pipes_[step.which].published = self.clock;
    return;
  case Does::ReadPipe:
    pipes_[step.which].isFull = false;
    self.clock.join(pipes_[step.which].published);
    return;
  case Does::Create:
    threads_[step.which].isCreated = true;
    threads_[step.which].clock = self.clock;
    return;
  case Does::Join:
    threads_[step.which].isJoined = true;
    self.clock.join(threads_[step.which].clock);
    return;
  default:
    return;
  }
}

void Drawing::touch(Map &map, unsigned index, unsigned thread, bool changes) {
  const Clock &now = threads_[thread].clock;
  for (const Access &earlier : map.accesses)
    if ((earlier.changed || changes) &&
        now.times[earlier.thread] < earlier.time)
      program_.isRacing[index] = true;
  map.accesses.push_back({thread, now.times[thread], changes});
}

void Drawing::access(const Step &step) {
  Map &map = maps_[step.which];
  bool changes = true;
  switch (kEffects[static_cast<unsigned>(step.does)]) {
  case Effect::None:
    return;
  case Effect::Reads:
    changes = false;
    break;
  case Effect::Adds:
    changes = map.keys.insert(step.key).second;
    break;
  case Effect::Removes:
  case Effect::RemovesFound:
    changes = map.keys.erase(step.key) != 0;
    break;
  case Effect::Empties:
  case Effect::Renews:
    map.keys.clear();
  }
  touch(map, step.which, step.thread, changes);
  if (step.does != Does::Renew)
    return;
  map.accesses.clear(); // another map; that it was made is a change
  touch(map, step.which, step.thread, true);
}

void Drawing::take(const Step &step) {
  // No reference: a step of trylock plans one more.
  ++threads_[step.thread].clock.times[step.thread];
  order(step);
  access(step);
  program_.steps.push_back(step);
}

Program Drawing::draw() {
  threadCount_ = 2 + below(kThreads - 1);
  mapCount_ = 1 + below(kMaps);
  orderPercent_ = 10 + below(50);
  for (Map &map : maps_) {
    map.care = static_cast<Care>(std::min(below(8), 4u));
    map.mutex = below(kMutexes);
    map.accesses.push_back({0, 1, true}); // thread 0 made it
  }
  threads_[0].isCreated = true;
  threads_[0].clock.times[0] = 1;
  unsigned left = 20 + below(60);
  const auto isActive = [](const Thread &thread) {
    return thread.isCreated && !thread.isOver;
  };
  const auto areOthersActive = [&] {
    return std::any_of(threads_ + 1, threads_ + kThreads, isActive);
  };
  while (left || areOthersActive() || !threads_[0].next.empty()) {
    const unsigned self = below(threadCount_);
    Thread &thread = threads_[self];
    if (!isActive(thread))
      continue;
    if (thread.next.empty()) {
      if (!left || (self && isOneOf(4))) {
        thread.isOver = self != 0;
        continue;
      }
      --left;
      plan(self);
      if (thread.next.empty())
        continue;
    }
    const Step step = thread.next.front();
    if (isPossible(step)) {
      thread.next.erase(thread.next.begin());
      take(step);
    } else if (step.does != Does::Lock && step.does != Does::LockAlone &&
               step.does != Does::LockShared) {
      thread.next.clear();
    }
  }
  for (unsigned i = 1; i < threadCount_; ++i)
    if (threads_[i].isCreated && !threads_[i].isJoined)
      take({0, Does::Join, static_cast<uint8_t>(i)});
  return program_;
}

} // namespace

Program draw(uint64_t seed) { return Drawing(seed).draw(); }

const char *typeOf(unsigned map) {
  static constexpr const char *kTypes[kMaps] = {
      "std::map<int, int>", "std::unordered_map<int, int>",
      "std::map<long, int>", "std::unordered_map<long, int>"};
  return kTypes[map];
}
