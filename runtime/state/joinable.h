// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which thread a pthread_t is, for as long as somebody may still join it: also
// after its end, when its record is another thread's already. Report mode only.
//
// One entry per slot of the detector, whose clock stays the thread's until it
// is joined or detached; entries are found by handle. A handle is given to a
// new thread as soon as the old one is joined, which is before the joiner has
// told us. So who is about to join marks the entry first, and a marked entry is
// only found if there is no other of that handle (the join was cancelled, or
// timed out, and comes again).
//
// The creator learns the handle when pthread_create returns, the thread itself
// when it starts, and neither can be sure to be first: both note it, and the
// second is ignored, also when the thread has been joined by then.
#ifndef MAPSAN_RUNTIME_STATE_JOINABLE_H
#define MAPSAN_RUNTIME_STATE_JOINABLE_H

#include "runtime/core/thread_clock.h"

#include <pthread.h>

namespace mapsan {

struct Joinable {
  ThreadClock *clock; // null: not known
  uint32_t number;    // of the thread, never given again
};

/// Once, at the start. False: no memory.
bool startJoinables();

/// Somebody may join the thread by this handle.
void noteJoinable(const Joinable &thread, pthread_t handle);

/// Before the join or the detachment itself.
Joinable findJoinable(pthread_t handle);

/// The thread itself: it has told the detector of its end.
void noteEnded(const Joinable &thread);

/// It is joined or detached, by the caller. Unknown: never noted, or somebody
/// else was first. Running: nothing was heard of its end.
enum class Taken : uint8_t { Unknown, Running, Ended };
Taken takeJoinable(const Joinable &thread);

/// In the child of fork.
void forgetJoinables();

} // namespace mapsan

#endif
