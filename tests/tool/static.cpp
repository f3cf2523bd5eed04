// RUN: %llvm_bin/clang++ %flags -O1 %s -o %t $(%mapsan flags --static) && %llvm_bin/clang++ %flags -O1 -fPIC -shared -DLIBRARY %s -o %t.so $(%mapsan flags --cxx)
// RUN: %exits 66 env MAPSAN_OPTIONS=mode=report %t %t.so addAge 2>&1 | FileCheck %s
// RUN: %exits 0 env MAPSAN_OPTIONS=mode=report %t %t.so addLocked > %t.out 2>&1 && %silent %t.out
// Intent: a library that a program with the runtime inside opens while it runs is
// checked by that runtime: its operations, and its locks.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK-DAG: #0 addAge
// CHECK-DAG: #0 findAge
#include "mapsan_test.h"

#include <map>
#include <mutex>

struct Ages {
  std::mutex mutex;
  std::map<int, int> ages;
};

#ifdef LIBRARY
extern "C" void addAge(Ages &ages) { ages.ages.emplace(1, 30); }
extern "C" void addLocked(Ages &ages) {
  std::lock_guard<std::mutex> guard(ages.mutex);
  ages.ages.emplace(1, 30);
}
#else
#include <dlfcn.h>

Ages ages;
Barrier added;

void findAge() {
  std::lock_guard<std::mutex> guard(ages.mutex);
  ages.ages.find(1);
}

int main(int, char **arguments) {
  void *library = dlopen(arguments[1], RTLD_NOW);
  if (!library)
    return 1;
  const auto add = reinterpret_cast<void (*)(Ages &)>(dlsym(library, arguments[2]));
  runBoth(
      [&] {
        add(ages);
        added.arrive();
      },
      [&] {
        added.wait();
        findAge();
      });
}
#endif
