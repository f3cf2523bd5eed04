// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions of libc that the runtime stands in front of, and the originals.
// pthread.def names them; a body per name lies in the file of its meaning
// (threads.cpp, mutexes.cpp, jumps.cpp).
#ifndef MAPSAN_RUNTIME_INTERCEPTORS_INTERCEPTORS_H
#define MAPSAN_RUNTIME_INTERCEPTORS_INTERCEPTORS_H

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <time.h>
#include <ucontext.h>

namespace mapsan {

namespace real {
#define MAPSAN_INTERCEPT(result, name, params) extern result(*name) params;
#include "runtime/interceptors/intercepted.def"
} // namespace real

/// Finds the originals, and whether the program's calls come to us. Once, at
/// the start; an original that is needed earlier is looked up at the call.
void startInterceptors();

/// dlsym for one of them.
void *findReal(const char *name);

} // namespace mapsan

#endif
