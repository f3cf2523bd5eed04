// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names that the program gives its threads. Noted when they are given, so that
// nothing has to be read from the system when a thread ends.
#include "runtime/interceptors/interceptors.h"

#include <linux/prctl.h> // not <sys/prctl.h>: it declares prctl with an ellipsis

using namespace mapsan;

MAPSAN_BODY int pthread_setname_np(pthread_t thread, const char *name) {
  const int result = MAPSAN_REAL(pthread_setname_np)(thread, name);
  if (result == 0)
    noteThreadName(thread, name);
  return result;
}

MAPSAN_BODY int prctl(int what, unsigned long a, unsigned long b,
                      unsigned long c, unsigned long d) {
  const int result = MAPSAN_REAL(prctl)(what, a, b, c, d);
  if (what == PR_SET_NAME && result == 0)
    noteThreadName(pthread_self(), reinterpret_cast<const char *>(a));
  return result;
}
