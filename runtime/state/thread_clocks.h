// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Report mode: the life of a thread's clock. In flag mode there is none and
// nothing here does anything.
//
//   about to be created   openClock(creator), before the thread can run
//   met for the first     openClock(null): main, and threads whose creation
//   time                  nobody saw; nobody is expected to join the latter
//   ends                  closeClock, after its thread-local destructors
//   is joined             findJoinable before the join, joinClock after it
//   is detached           detachClock, before
//
// Called with the re-entry guard off; not in signal handlers.
#ifndef MAPSAN_RUNTIME_STATE_THREAD_CLOCKS_H
#define MAPSAN_RUNTIME_STATE_THREAD_CLOCKS_H

#include "runtime/state/detection.h"
#include "runtime/state/joinable.h"

namespace mapsan {

/// Null in flag mode, and when there is none to be had: then the thread is not
/// checked.
ThreadClock *openClock(ThreadRecord *creator);

/// Of a thread that could not be created.
void cancelClock(ThreadRecord &record);

/// Last of all the calling thread does. Locks that it still holds count as
/// given back: a robust mutex goes to the next one so.
void closeClock(ThreadRecord &self);

/// The thread has been joined. If nobody knows it, its order is lost.
void joinClock(const Joinable &finished);

void detachClock(const Joinable &thread);

/// In the child of fork: a new detector, and its first clock.
void restartClocks();

inline Joinable joinableOf(ThreadClock *clock) {
  return {clock, clock ? clock->number() : 0};
}

} // namespace mapsan

#endif
