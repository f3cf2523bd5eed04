// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations whose end never ran: their frames were left by longjmp, by an
// exception that crossed code compiled with -fno-exceptions, by the end of the
// thread, or are asleep on another stack. None of them may ever count as
// "inside" (DESIGN 5).
//
//   left by                     known at               what is done
//   --------------------------  ---------------------  -----------------------
//   an exception                _Unwind_RaiseException suspect until caught:
//                               (before destructors    destructors on the way
//                               run and unlock)        may unlock
//                               __cxa_begin_catch      frames below the catching
//                                                      one are gone: closed
//   longjmp within the stack    longjmp                frames below its target
//                                                      are gone, and in the
//                                                      target's all operations
//                                                      end: closed
//   setcontext, swapcontext,    the call               suspect
//   longjmp to another stack
//   pthread_exit, cancellation  the call               suspect for good
//   fork, in the child          the fork               other threads are dead
//
// Suspect: it proves nothing while it is open. Closed: its ring entry is closed
// and WRITING, if the word still carries it, is taken out by exchange. The
// version stays: the word then has not "moved" (core/evidence.h), for this is
// not the operation's end, and another thread may be in the map, rightly, by
// now. So every mistake here loses a finding and cannot make one.
//
// All functions speak of the calling thread, and may be called anywhere, signal
// handlers included; before the thread is known they do nothing.
#ifndef MAPSAN_RUNTIME_STATE_STALE_H
#define MAPSAN_RUNTIME_STATE_STALE_H

#include "runtime/state/threads.h"

namespace mapsan {

/// Open operations become suspect, for good.
void suspectOpenOperations();

/// Frames at addresses below `bound` on the thread's own stack are gone, and the
/// frame `left`, if any, goes on somewhere else: operations inlined there, too.
void closeOperationsBelow(uintptr_t bound, uintptr_t left = 0);

/// An exception starts; it is caught by a function whose frames lie at or above
/// `bound`.
void exceptionRaised();
void exceptionCaught(uintptr_t bound);

/// All that the thread with this pthread_t has open or opens later is suspect.
void suspectThread(pthread_t handle);

} // namespace mapsan

#endif
