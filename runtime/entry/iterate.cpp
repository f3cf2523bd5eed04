// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step of an iterator whose map's word is not the one the iterator was found
// with (DESIGN 3, "Iteration").
//
//   word now                      what is done
//   ----------------------------  --------------------------------------------
//   own                           nothing: own changes are the program's order
//   another's, WRITING, proven    overlap: reported as such
//   another's, moved, and this    unordered: a legal change between two steps
//   thread released nothing       needs a release of this thread; reported
//   since the last step           once, never ends the process
//   another's, moved, released    nothing
//
// The unordered check is off unless every release-side function is ours
// (interposition is checked at the start).
#include "runtime/core/evidence.h"
#include "runtime/entry/meeting.h"
#include "runtime/entry/slow_path.h"

using namespace mapsan;

Word __mapsan_iterate(MapsanOperation *op) {
  const Slot slot(op->map);
  const Word found = op->stored;
  const uint64_t releases = op->scratch[0];
  const Word last = slot.load();
  const InSlowPath inside;
  if (!inside || threadOf(last) == inside.thread().id ||
      !movedBetween(found, last))
    return last;
  const bool isInside = last & kWriting;
  if (!isInside &&
      (!isReleaseCountComplete() || __mapsan_thread.releases != releases))
    return last;
  meetAtEnd(inside.thread(),
            {op, nullptr, 0, found, last, Outcome::Unchanged,
             isInside ? Evidence::Overlap : Evidence::Unordered});
  return last;
}

void __mapsan_released() { ++__mapsan_thread.releases; }
