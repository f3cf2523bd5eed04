// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The detector itself, and what it asks of the world.
#include "runtime/state/detection.h"

#include "runtime/abi/calls.h"
#include "runtime/platform/pages.h"
#include "runtime/platform/system.h"
#include "runtime/state/joinable.h"
#include "runtime/state/runtime.h"

namespace mapsan {

bool reportMode;

Detector theDetector;

namespace {

void *mapOrCount(size_t bytes) {
  void *pages = mapPages(bytes);
  if (!pages)
    count(Count::Unmapped);
  return pages;
}
} // namespace

bool startDetection() {
  const Environment environment = {mapOrCount, letOthersRun};
  if (!theDetector.start(environment,
                         static_cast<uint64_t>(options().memory_limit_mb) << 20,
                         __mapsan_words))
    return false;
  if (!startJoinables())
    return false;
  reportMode = true;
  return true;
}

void Ordering::enterSlowly() {
  ThreadRecord *record = currentThread();
  if (!record) // before the start or after the end of the thread
    return;
  if (record->inside || !record->clock) {
    theDetector.order().forgetHistory();
    return;
  }
  record_ = record;
  ++record->inside;
}

} // namespace mapsan
