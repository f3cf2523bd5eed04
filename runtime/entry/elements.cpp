// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Report mode: a load or store of an element, or a method of it, as compiled
// code announces it just before. This function takes the place of a wrapper:
// its caller is the user's own. And elements that an operation has moved: to them it
// did what it does to those whose memory it gives back (freed_blocks.h).
#include "runtime/abi/calls.h"
#include "runtime/entry/tracking.h"
#include "runtime/entry/unordered.h"
#include "runtime/state/detection.h"

namespace mapsan {

namespace {

// Where the caller stands. The address inside ourselves is dropped from stacks,
// as that of a wrapper is.
MapsanOperation operationOf(const MapsanSite *site, const void *map,
                            const void *pair, const void *pc,
                            const void *frame) {
  MapsanOperation op;
  op.map = map;
  op.site = site;
  op.key = pair;
  op.pc = static_cast<const char *>(pc) + 1;
  op.frame = frame;
  op.size = op.buckets = kUnknownSize;
  op.changed = Changed::Unknown;
  op.unwinding = 0;
  return op;
}

} // namespace

} // namespace mapsan

using namespace mapsan;

void __mapsan_element(const MapsanSite *site, const void *map, const void *pair,
                      const void *address, uint64_t size) {
  const Ordering ordering;
  if (!ordering || ordering.thread().ignores)
    return;
  const void *element = elementKey(address, size);
  if (detector().isElementRepeated(ordering.clock(), element, site->effect) ||
      detector().isElementPrivate(ordering.clock(), map, site->effect) ||
      Detector::isElementFresh(ordering.clock(), element))
    return;
  const MapsanOperation op = operationOf(
      site, map, pair, reinterpret_cast<const void *>(&__mapsan_element),
      __builtin_frame_address(0));
  Access access = keepAccess(ordering, op);
  if (site->flags & kSiteTaken)
    access.takenLocks = detector().locksAt(ordering.clock(), map, site[1]);
  Findings findings;
  detector().element(ordering.clock(), map, element, access, findings);
  if (findings.count)
    publishFindings(ordering.thread(), op, findings);
}

void __mapsan_moved(const MapsanSite *site, const void *map, const void *begin,
                    const void *end) {
  const Ordering ordering;
  if (!ordering || ordering.thread().ignores || begin >= end ||
      !detector().isMapShared(ordering.clock(), map))
    return;
  MapsanOperation op = operationOf(
      site, map, nullptr, reinterpret_cast<const void *>(&__mapsan_moved),
      __builtin_frame_address(0));
  op.changed = Changed::Yes;
  const Access access = keepAccess(ordering, op);
  Findings findings;
  detector().freed(ordering.clock(), map, begin, end, access, findings);
  if (findings.count)
    publishFindings(ordering.thread(), op, findings);
}
