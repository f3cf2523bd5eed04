// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: a race with what a library did before it was unloaded is reported, with
// that library's function and line, although another one lies at its place when the
// report is made. Nothing else is forgotten, at no unload and at no exit.
//
// RUN: %mapsanxx -O1 -shared -fPIC -Wl,-Ttext-segment=0x600000000000 -DLIBRARY=first %s -o %t.1.so
// RUN: %mapsanxx -O1 -shared -fPIC -Wl,-Ttext-segment=0x600000000000 -DLIBRARY=second %s -o %t.2.so
// RUN: %mapsanxx -O1 %s -o %t
// RUN: env MAPSAN_OPTIONS=mode=report:stats=1 %exits 66 %t %t.1.so %t.2.so 2>&1 | FileCheck %s
// CHECK: same place: yes
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: Read by thread
// CHECK: #0 main::{{.*}}unloaded_library.cpp:[[#@LINE+47]]
// CHECK: Previous write by thread {{.*}}: insert inserted key 1
// CHECK: #0 adds(std::{{.*}}unloaded_library.cpp:[[#@LINE+11]]
// CHECK: #1 first {{.*}}unloaded_library.cpp:[[#@LINE+13]]
// CHECK-NOT: second
// CHECK: SUMMARY:
// CHECK-NOT: WARNING
// CHECK: times that all history was forgotten: 0
#include "mapsan_test.h"

#include <set>
#ifdef LIBRARY
static __attribute__((noinline)) void adds(std::set<int> &ages) {
  ages.insert(1);
}
extern "C" bool LIBRARY(std::set<int> &ages) {
  adds(ages);
  return true;
}
#else
#include <cstdio>
#include <dlfcn.h>

using Use = bool(std::set<int> &);

// Where the function was.
void *useOnce(const char *path, const char *name, std::set<int> &ages) {
  void *library = dlopen(path, RTLD_NOW);
  auto *use = reinterpret_cast<Use *>(dlsym(library, name));
  use(ages);
  dlclose(library);
  return reinterpret_cast<void *>(use);
}

int main(int, char **paths) {
  static std::set<int> ages, others;
  Barrier isDone;
  runBoth(
      [&] {
        void *place = useOnce(paths[1], "first", ages);
        const bool isSame = place == useOnce(paths[2], "second", others);
        std::printf("same place: %s\n", isSame ? "yes" : "no");
        std::fflush(stdout);
        isDone.arrive();
      },
      [&] {
        isDone.wait();
        (void)ages.count(1);
      });
}
#endif
