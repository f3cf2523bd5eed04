// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-D__SANITIZE_THREAD__]
// RUN: %build/bin/mapsan flags --cxx --tsan-annotations | grep -w -- -D__SANITIZE_THREAD__
// Intent: code that speaks to ThreadSanitizer only where it believes to be compiled for it
// is told so by a flag: a lock that nobody else sees, and a look that is to be ignored.
#include "order.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __SANITIZE_THREAD__
extern "C" {
void __tsan_mutex_post_lock(void *, unsigned, int);
int __tsan_mutex_pre_unlock(void *, unsigned);
void AnnotateIgnoreReadsBegin(const char *, int);
void AnnotateIgnoreReadsEnd(const char *, int);
void AnnotateBenignRaceSized(const char *, int, uintptr_t, size_t,
                             const char *);
}
int mutex;
void lock() { __tsan_mutex_post_lock(&mutex, 0, 0); }
void unlock() { __tsan_mutex_pre_unlock(&mutex, 0); }
#endif

int main() {
  AnnotateBenignRaceSized(__FILE__, __LINE__, 0, 0, "");
  return locked(lock, [] {
    unlock();
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    reads();
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  });
}
