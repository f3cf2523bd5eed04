// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A thread that ends without coming by here (its key destructor did not run)
// cannot be joined to anything: its entry says that it has not ended.
#include "runtime/state/thread_clocks.h"

namespace mapsan {

namespace {

HappensBefore &order() { return detector().order(); }

void releaseHeldLocks(ThreadRecord &self) {
  HeldLock held[HeldLocks::kListed];
  uint32_t count = 0;
  if (!self.locks.copy(held, HeldLocks::kListed, count))
    return;
  for (uint32_t i = 0; i < count; ++i)
    order().release(*self.clock, held[i].address);
}

} // namespace

ThreadClock *openClock(ThreadRecord *creator) {
  if (!isReportMode())
    return nullptr;
  if (!creator || !creator->clock || creator->inside)
    return order().openThread(nullptr);
  ++creator->inside;
  ThreadClock *clock = order().openThread(creator->clock);
  --creator->inside;
  return clock;
}

void cancelClock(ThreadRecord &record) {
  if (record.clock)
    order().cancelThread(record.clock);
  record.clock = nullptr;
}

void closeClock(ThreadRecord &self) {
  if (!self.clock)
    return;
  ++self.inside;
  __mapsan_thread.recent = &noRecent;
  releaseHeldLocks(self);
  order().finish(*self.clock);
  noteEnded(joinableOf(self.clock));
  self.clock = nullptr;
  --self.inside;
}

void joinClock(const Joinable &finished) {
  const Ordering self; // without it history is forgotten, and the slot is lost
  if (takeJoinable(finished) != Taken::Ended)
    order().forgetHistory();
  else if (self)
    order().join(self.clock(), finished.clock);
}

void detachClock(const Joinable &thread) {
  if (takeJoinable(thread) != Taken::Unknown)
    order().detach(thread.clock);
}

void restartClocks() {
  if (!isReportMode())
    return;
  forgetJoinables();
  ThreadClock *clock = detector().restart();
  ThreadRecord *self = knownThread();
  if (self) {
    self->clock = clock;
    exposeRecent(*self);
  }
  if (clock)
    noteJoinable(joinableOf(clock), pthread_self());
}

} // namespace mapsan
