// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A record lies in a frame that may be left at any moment, so everything is
// copied with checks, and a copy counts only if the chain's head is the same
// afterwards. Links lead upwards within the thread's own stack; a chain that
// goes elsewhere (a fiber, an overwritten frame) ends there.
#include "runtime/entry/read_chain.h"

#include "runtime/base/address.h"
#include "runtime/core/evidence.h"
#include "runtime/entry/partner.h"
#include "runtime/platform/memory_copy.h"
#include "runtime/platform/system.h"

namespace mapsan {

namespace {

constexpr unsigned kMostReads = 16; // nested reads looked at

// What a record in another thread's stack points to may be anything.
bool isReadable(const MapsanSite *site, MapsanSite &copy) {
  return site && copyMemory(&copy, site, sizeof copy);
}

} // namespace

ReadChain::ReadChain(const ThreadRecord &thread)
    : thread_(thread), id_(__atomic_load_n(&thread.id, __ATOMIC_ACQUIRE)) {
  head_ = copyBlock() ? block_.reads : nullptr;
}

bool ReadChain::copyBlock() {
  // The block is gone when the thread is.
  const MapsanThread *exposed =
      __atomic_load_n(&thread_.exposed, __ATOMIC_ACQUIRE);
  return exposed && copyMemory(&block_, exposed, sizeof block_);
}

bool ReadChain::next() {
  const MapsanRead *at = place_ ? record_.outer : head_;
  if (!at || at <= place_ || seen_++ == kMostReads ||
      !thread_.stack.contains(addressOf(at)) ||
      !copyMemory(&record_, at, sizeof record_))
    return false;
  place_ = at;
  return true;
}

bool ReadChain::isStill() {
  return copyBlock() && block_.reads == head_ &&
         __atomic_load_n(&thread_.raised, __ATOMIC_ACQUIRE) == 0 &&
         __atomic_load_n(&thread_.suspect, __ATOMIC_ACQUIRE) != ~uint64_t{0} &&
         __atomic_load_n(&thread_.isLive, __ATOMIC_ACQUIRE) &&
         __atomic_load_n(&thread_.id, __ATOMIC_ACQUIRE) == id_;
}

bool isReading(const ThreadRecord &thread, const void *map, MapsanRead &read) {
  ReadChain chain(thread);
  while (chain.next())
    if (chain.record().map == map) {
      read = chain.record();
      return chain.isStill();
    }
  return false;
}

bool findOpenRead(const ThreadRecord &thread,
                  bool (*isWanted)(const void *context, const MapsanRead &read),
                  const void *context, SeenRead &found) {
  ReadChain chain(thread);
  while (chain.next()) {
    const MapsanRead &record = chain.record();
    MapsanSite site;
    if (!isWanted(context, record) || !isReadable(record.site, site) ||
        !hasReleases(record.seen, site.effect, chain.id()))
      continue;
    found = {chain.id(), chain.place(), record, monotonicMs()};
    if (!chain.isStill() || chain.releases() != record.releases)
      return false;
    // Where stores may overtake each other: once more, when all of the thread's
    // stores so far have arrived.
    return areStoresInOrder() || (awaitStoresOfOthers() && isStillOpen(found));
  }
  return false;
}

bool isStillOpen(const SeenRead &read) {
  const ThreadRecord *thread = findThread(read.thread);
  if (!thread)
    return false;
  ReadChain chain(*thread);
  while (chain.next())
    if (chain.place() == read.place)
      return __builtin_memcmp(&chain.record(), &read.record,
                              sizeof read.record) == 0 &&
             chain.isStill() && chain.id() == read.thread &&
             chain.releases() == read.record.releases;
  return false;
}

void describeReader(ConflictSide &side, const ThreadRecord &thread,
                    const MapsanRead &read) {
  ReadChain before(thread);
  MapsanEntry entry = {};
  entry.map = read.map;
  entry.site = read.site;
  entry.frame = read.frame;
  if (!copyMemory(&entry.returnAddress,
                  static_cast<const char *>(read.frame) + sizeof(void *),
                  sizeof entry.returnAddress))
    entry.returnAddress = nullptr;
  describePartner(side, thread, entry);
  if (side.origin == StackOrigin::AfterTheFact && before.next() &&
      before.isStill())
    side.origin = StackOrigin::LiveWalk;
  // Its program counter is not known: the stack begins with its caller's, and
  // the site's own line comes from the site.
  for (uint32_t i = 1; i < side.pcCount; ++i)
    side.pcs[i - 1] = side.pcs[i];
  if (side.pcCount)
    --side.pcCount;
}

} // namespace mapsan
