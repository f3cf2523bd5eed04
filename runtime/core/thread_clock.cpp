// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What others read while the owner writes: `inside_` entry by entry, the marks
// and the remembered accesses by a number before and after the copy.
#include "runtime/core/thread_clock.h"

namespace mapsan {

void ThreadClock::begin(uint32_t number, Arena &arena) {
  ClockSnapshot::drop(snapshot_, arena, spare_);
  ClockSnapshot::drop(fence_.snapshot, arena, spare_);
  snapshot_ = nullptr;
  fence_ = {};
  released_ = {};
  clock_.reset();
  pending_.reset();
  isUsed_ = hasLearned_ = hasPending_ = false;
  former_ = 0;
  news_ = {};
  recent_.seenNews = 0;
  __atomic_store_n(&first_, time_ + 1, __ATOMIC_RELAXED);
  __atomic_store_n(&number_, number, __ATOMIC_RELAXED);
  for (KnownObject &known : known_)
    known = {};
  recent_.reader = number;
  offerAlone(false);
  for (MapsanRecentPlace &place : recent_.places) {
    __atomic_store_n(&place.map, nullptr, __ATOMIC_RELAXED);
    __atomic_store_n(&place.open, nullptr, __ATOMIC_RELAXED);
  }
  advance();
  state_ = State::Live;
  lastAcquired_ = nullptr;
  depth_ = 0;
  for (const void *&each : inside_)
    __atomic_store_n(&each, nullptr, __ATOMIC_RELAXED);
  for (SeenVersion &seen : seen_)
    seen = {};
  for (SeenVersion &seen : collected_)
    seen = {};
}

Publication ThreadClock::publish(Arena &arena) {
  if (!isUsed_ && !hasLearned_ && released_)
    return {released_, snapshot_};
  // The own entry too: then nothing that comes back from others is news.
  if (!clock_.set(slot_, time_, arena))
    return {};
  if (hasLearned_ || !snapshot_) {
    ClockSnapshot::drop(snapshot_, arena, spare_);
    snapshot_ =
        ClockSnapshot::make(clock_.times(), clock_.size(), arena, spare_);
    if (!snapshot_)
      return {};
    hasLearned_ = false;
  }
  released_ = now();
  __atomic_store_n(&published_, time_, __ATOMIC_RELEASE);
  isUsed_ = false;
  advance();
  return {released_, snapshot_};
}

void ThreadClock::sawFormer(Time time) {
  // The slot's times do not tell how much of the past is in a later one.
  if (time >= first_)
    time = first_ - 1;
  if (time > former_)
    former_ = time;
}

bool ThreadClock::acquire(Epoch epoch, const ClockSnapshot *snapshot,
                          Arena &arena) {
  if (epoch && hasSeen(epoch))
    return true;
  fresh_.forget();
  if (snapshot) {
    if (!learn(snapshot->times(), snapshot->size(), arena))
      return false;
  }
  if (!epoch)
    return true;
  if (epoch.slot() == slot_) {
    sawFormer(epoch.time());
    return true;
  }
  if (clock_.has(epoch)) // a joined clock may have brought it
    return true;
  hasLearned_ = true;
  return clock_.set(epoch.slot(), epoch.time(), arena);
}

bool ThreadClock::learn(const Time *times, uint32_t size, Arena &arena) {
  if (slot_ < size && former_ + 1 < first_)
    sawFormer(times[slot_]);
  fresh_.forget();
  return clock_.join(times, size, arena, hasLearned_);
}

ReleaseMark ThreadClock::releaseAfter(Epoch epoch) const {
  ReleaseMark first = {};
  for (const ReleaseMark &mark : marks_) {
    const Epoch at = {__atomic_load_n(&mark.epoch.bits, __ATOMIC_ACQUIRE)};
    const void *object = __atomic_load_n(&mark.object, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (!at || at.bits != __atomic_load_n(&mark.epoch.bits, __ATOMIC_RELAXED))
      continue;
    if (at.slot() == epoch.slot() && at.time() >= epoch.time() &&
        (!first.epoch || at.time() < first.epoch.time()))
      first = {at, object};
  }
  return first;
}

void ThreadClock::enter(const void *map) {
  if (depth_ < kInside)
    __atomic_store_n(&inside_[depth_], map, __ATOMIC_RELEASE);
  ++depth_;
}

void ThreadClock::leave(const void *map) {
  // Normally the innermost; what was left by a jump lies above it.
  uint32_t depth = depth_ < kInside ? depth_ : kInside;
  if (depth_ > kInside) {
    --depth_;
    return;
  }
  while (depth > 0 && inside_[depth - 1] != map)
    --depth;
  if (depth == 0)
    return;
  for (uint32_t i = depth - 1; i < depth_; ++i)
    __atomic_store_n(&inside_[i], nullptr, __ATOMIC_RELEASE);
  depth_ = depth - 1;
}

bool ThreadClock::isInside(const void *map) const {
  for (const void *const &each : inside_)
    if (__atomic_load_n(&each, __ATOMIC_ACQUIRE) == map)
      return true;
  return hasShortcutOpen(map);
}

void ThreadClock::keepElements(Arena &arena) {
  if (elements_)
    return;
  auto *made = static_cast<Elements *>(arena.allocate(sizeof(Elements)));
  if (!made)
    return;
  __builtin_memset(static_cast<void *>(made), 0, sizeof *made);
  __atomic_store_n(&elements_, made, __ATOMIC_RELEASE);
  recent_.elements = made->told;
}

void ThreadClock::turnSites(const MovedSites &moved) {
  for (Remembered &each : remembered_)
    moved.turn(each.record.site);
  if (Elements *elements = __atomic_load_n(&elements_, __ATOMIC_ACQUIRE))
    for (Remembered &each : elements->remembered)
      moved.turn(each.record.site);
}

bool ThreadClock::recall(const void *map, Epoch epoch,
                         AccessRecord &copy) const {
  const Remembered &from = remembered(map);
  const uint64_t sequence = __atomic_load_n(&from.sequence, __ATOMIC_ACQUIRE);
  const bool isIt = from.map == map && from.record.epoch == epoch;
  copy = from.record;
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  return isIt && !(sequence & 1) &&
         __atomic_load_n(&from.sequence, __ATOMIC_RELAXED) == sequence;
}

} // namespace mapsan
