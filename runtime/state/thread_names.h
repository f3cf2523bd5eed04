// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// When names of threads are read, for threads.cpp; the rest is in threads.h.
#ifndef MAPSAN_RUNTIME_STATE_THREAD_NAMES_H
#define MAPSAN_RUNTIME_STATE_THREAD_NAMES_H

#include "runtime/state/threads.h"

namespace mapsan {

/// The main thread: threads inherit its name.
void keepProgramName();

/// The calling thread ends: reports may still name it.
void keepOwnName(ThreadRecord &self);

} // namespace mapsan

#endif
