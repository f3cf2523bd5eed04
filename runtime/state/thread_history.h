// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Report mode names threads that ended long ago, whose records are other
// threads' by now. So a line is kept of each thread that used a map: who it was,
// who made it, where. 48 bytes a thread, up to four million threads.
//
// The detector numbers threads by itself (ThreadClock::number); threadOfNumber
// turns its numbers into ours.
//
// Written by the thread itself, read by anybody: a name may be read half
// written, nothing else changes after it was noted.
#ifndef MAPSAN_RUNTIME_STATE_THREAD_HISTORY_H
#define MAPSAN_RUNTIME_STATE_THREAD_HISTORY_H

#include "runtime/state/threads.h"

namespace mapsan {

struct ThreadPast {
  uint32_t id; // 0: nothing is known
  int32_t tid;
  uint32_t creator; // id
  uint32_t creationStack;
  bool isMain, isCreationKnown, isCreatorMain;
  char name[20]; // empty: none of its own
};

/// The thread goes by this number with the detector. Cheap when it is known.
void noteThread(ThreadRecord &self, uint32_t number);

/// Its name, before it is gone.
void noteThreadEnd(const ThreadRecord &self);

uint32_t threadOfNumber(uint32_t number);

/// What is known of a thread, alive or not. False: nothing.
bool describeThread(uint32_t id, ThreadPast &past);

} // namespace mapsan

#endif
