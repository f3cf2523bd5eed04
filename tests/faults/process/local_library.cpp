// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 -shared -fPIC -DLIBRARY %s -o %t.so
// RUN: %clangxx -O1 %s -o %t -L%lib -lmapsan -Wl,-rpath,%lib,--no-as-needed
// RUN: %exits 66 env MAPSAN_OPTIONS=halt_on_error=0 %t %t.so race 2>&1 | FileCheck %s
// RUN: %exits 66 env MAPSAN_OPTIONS=mode=report %t %t.so race 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t %t.so fixed > %t.out 2>&1 && %silent %t.out
// Intent: the maps are in a library that a plain program opens with RTLD_LOCAL and
// closes again: what happened there is reported, with functions and lines.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: local_library.cpp
// CHECK: SUMMARY: MapSan: concurrent map read and map write {{.*}}local_library.cpp
#include "mapsan_test.h"

#include <string.h>
#ifdef LIBRARY
#include <map>
#include <mutex>

static std::map<int, int, Less> ages{{1, 30}, {2, 40}};
static std::mutex mutex;

extern "C" void use(bool isLocked) {
  Barrier inside, done;
  runBoth(
      [&] {
        std::unique_lock<std::mutex> lock(mutex, std::defer_lock);
        if (isLocked)
          lock.lock();
        else
          hold.here(inside, done);
        ages.insert({7, 60});
      },
      [&] {
        std::unique_lock<std::mutex> lock(mutex, std::defer_lock);
        if (isLocked)
          lock.lock();
        else
          inside.wait();
        (void)ages.count(1);
        done.arrive();
      });
}
#else
#include <dlfcn.h>

int main(int, char **arguments) {
  void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  auto *use = reinterpret_cast<void (*)(bool)>(dlsym(library, "use"));
  use(!strcmp(arguments[2], "fixed"));
  return dlclose(library);
}
#endif
