// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The records of threads, from the first to the last of the process. They lie in
// chunks that are mapped when needed. A record that became free waits in a queue
// behind kQuarantine others, so that who saw an operation of an ended thread can
// still name it.
//
// For threads.cpp; others find records by threads.h.
#ifndef MAPSAN_RUNTIME_STATE_THREAD_RECORDS_H
#define MAPSAN_RUNTIME_STATE_THREAD_RECORDS_H

#include "runtime/state/threads.h"

namespace mapsan {

/// A clean record with a fresh id, not live yet; null if there is no memory.
ThreadRecord *allocateRecord();
void releaseRecord(ThreadRecord *record);

/// What a thread that ends has counted, for writingOperations().
void keepOperations(const ThreadRecord &ended);

} // namespace mapsan

#endif
