// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: the library's locks are seen however it and the runtime come into the program.
//
// The library first, and the runtime first.
// RUN: %mapsanxx_only -O1 %s -labsl_synchronization -L%lib -lmapsan -Wl,-rpath,%lib -o %t.first
// RUN: env MAPSAN_OPTIONS=mode=report %t.first
// RUN: %mapsanxx -O1 %s -labsl_synchronization -Wl,-z,now -o %t.last
// RUN: env MAPSAN_OPTIONS=mode=report %t.last
//
// The runtime from its archive.
// RUN: %mapsanxx_only -O1 %s -labsl_synchronization -Wl,--whole-archive %lib/libmapsan.a -Wl,--no-whole-archive -rdynamic -o %t.whole
// RUN: env MAPSAN_OPTIONS=mode=report %t.whole
//
// In a library that is opened at run time, with the runtime preloaded.
// RUN: %mapsanxx -O1 -shared -fPIC %s -labsl_synchronization -o %t.so
// RUN: %clangxx -O1 -DOPENS %S/../Inputs/program.cpp -o %t.opens
// RUN: env MAPSAN_OPTIONS=mode=report LD_PRELOAD=%lib/libmapsan.so %t.opens %t.so
#include "order.h"

#include <absl/synchronization/mutex.h>

absl::Mutex mutex;

extern "C" int run() {
  return locked([] { mutex.Lock(); }, [] { mutex.Unlock(); });
}

int main() { return run(); }
