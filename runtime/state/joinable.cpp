// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chains of slots by handle. A lock that is not to be had loses an entry; who
// looks for it in vain forgets history (interceptors/threads.cpp).
#include "runtime/state/joinable.h"

#include "runtime/core/environment.h"
#include "runtime/platform/pages.h"
#include "runtime/platform/system.h"

namespace mapsan {

namespace {

struct Entry {
  ThreadClock *clock;
  pthread_t handle;
  uint32_t number; // of the thread that is or was listed
  uint32_t next;   // slot + 1
  bool isListed;
  bool isMarked; // somebody is joining it
  bool hasEnded;
};

constexpr unsigned kChainBits = 12;

SpinLock lock;
Entry *entries; // by slot, touched as used
uint32_t chains[1u << kChainBits];

bool enter() { return entries && lockPatiently(lock, {nullptr, letOthersRun}); }

uint32_t &chainOf(pthread_t handle) {
  const uint64_t bits = static_cast<uint64_t>(handle);
  return chains[(bits >> 6) * 0x9E3779B97F4A7C15ull >> (64 - kChainBits)];
}

} // namespace

bool startJoinables() {
  entries = static_cast<Entry *>(mapPages(sizeof(Entry) * kMaxSlots));
  return entries;
}

void noteJoinable(const Joinable &thread, pthread_t handle) {
  if (!enter())
    return;
  Entry &entry = entries[thread.clock->slot()];
  // Numbers grow: equal is "noted already", less is "joined, and the slot is
  // another thread's".
  if (entry.number < thread.number && !entry.isListed) {
    uint32_t &head = chainOf(handle);
    entry = {thread.clock, handle, thread.number, head, true, false, false};
    head = thread.clock->slot() + 1;
  }
  lock.unlock();
}

Joinable findJoinable(pthread_t handle) {
  if (!enter())
    return {};
  Entry *best = nullptr;
  for (uint32_t at = chainOf(handle); at; at = entries[at - 1].next) {
    Entry &entry = entries[at - 1];
    if (!pthread_equal(entry.handle, handle))
      continue;
    if (!best || best->isMarked > entry.isMarked ||
        (best->isMarked == entry.isMarked && best->number < entry.number))
      best = &entry;
  }
  Joinable found = {};
  if (best) {
    best->isMarked = true;
    found = {best->clock, best->number};
  }
  lock.unlock();
  return found;
}

void noteEnded(const Joinable &thread) {
  if (!enter())
    return;
  Entry &entry = entries[thread.clock->slot()];
  entry.hasEnded |= entry.number == thread.number;
  lock.unlock();
}

Taken takeJoinable(const Joinable &thread) {
  if (!thread.clock || !enter())
    return Taken::Unknown;
  const uint32_t slot = thread.clock->slot();
  Entry &entry = entries[slot];
  Taken taken = Taken::Unknown;
  if (entry.isListed && entry.number == thread.number) {
    uint32_t *link = &chainOf(entry.handle);
    while (*link && *link != slot + 1)
      link = &entries[*link - 1].next;
    *link = entry.next;
    entry.isListed = false;
    taken = entry.hasEnded ? Taken::Ended : Taken::Running;
  }
  lock.unlock();
  return taken;
}

void forgetJoinables() {
  lock.unlock();
  __builtin_memset(chains, 0, sizeof chains);
  // New pages instead of clearing these: most were never touched.
  if (entries)
    unmapPages(entries, sizeof(Entry) * kMaxSlots);
  startJoinables();
}

} // namespace mapsan
