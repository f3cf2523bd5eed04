// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: however the runtime comes into a program, it sees every lock, or ends
// report mode with a sentence instead of accusing every locked map.
//
// RUN: %mapsanxx -shared -fPIC -O1 %s -o %t.so
// RUN: %clangxx -O1 %S/Inputs/program.cpp %t.so -Wl,-rpath,/ -o %t.plain
// RUN: %clangxx -O1 -DOPENS %S/Inputs/program.cpp -o %t.opens
//
// The executable is linked with the runtime.
// RUN: %mapsanxx -O1 -DMAIN %s -o %t.linked
// RUN: env MAPSAN_OPTIONS=mode=report %t.linked
//
// Only a library is: the C library comes before it.
// RUN: env MAPSAN_OPTIONS=mode=report %exits 1 %t.plain 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=flag %t.plain
//
// The same, preloaded.
// RUN: env MAPSAN_OPTIONS=mode=report LD_PRELOAD=%lib/libmapsan.so %t.plain
//
// Opened at run time, without and with the preload.
// RUN: env MAPSAN_OPTIONS=mode=report %exits 1 %t.opens %t.so 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report LD_PRELOAD=%lib/libmapsan.so %t.opens %t.so
//
// From the archive, all of it.
// RUN: %mapsanxx_only -O1 -DMAIN %s -Wl,--whole-archive %lib/libmapsan.a -Wl,--no-whole-archive -rdynamic -o %t.whole
// RUN: env MAPSAN_OPTIONS=mode=report %t.whole
//
// From the archive, what this program happens to ask for.
// RUN: %mapsanxx_only -O1 -DMAIN %s %lib/libmapsan.a -o %t.part
// RUN: env MAPSAN_OPTIONS=mode=report %exits 1 %t.part 2>&1 | FileCheck %s
//
// Only a library has it, from the archive: the C library comes after it, unless it is opened.
// RUN: %mapsanxx_only -shared -fPIC -O1 %s -Wl,--whole-archive %lib/libmapsan.a -Wl,--no-whole-archive -o %t.a.so
// RUN: %clangxx -O1 %S/Inputs/program.cpp %t.a.so -Wl,-rpath,/ -o %t.plain.a
// RUN: env MAPSAN_OPTIONS=mode=report %t.plain.a
// RUN: env MAPSAN_OPTIONS=mode=report %exits 1 %t.opens %t.a.so 2>&1 | FileCheck %s
//
// CHECK: MapSan: mode=report cannot see {{.*}} link the executable with libmapsan, or LD_PRELOAD it
#include <map>
#include <mutex>
#include <thread>

std::mutex mutex;
std::map<int, int> ages;

void insert(int from) {
  for (int i = 0; i < 100; ++i) {
    std::lock_guard<std::mutex> lock(mutex);
    ages.emplace(from + i, i);
  }
}

extern "C" int run() {
  std::thread one(insert, 0), two(insert, 50);
  one.join();
  two.join();
  return ages.size() == 150 ? 0 : 1;
}

#ifdef MAIN
int main() { return run(); }
#endif
