// Intent: what only a prebuilt library orders, by atomics of its own, is a note with
// both stacks while a library that is known for that is loaded, and no race, unless
// strict=1 asks for it. An overlap beside it is a race all the same, and so is what a
// library has not been named for; one compiled with the plugin orders visibly.
//
// RUN: rm -rf %t.d && mkdir -p %t.d/seen %t.d/other
// RUN: g++ -O1 -shared -fPIC -DLIBRARY %s -o %t.d/libzmq.so.5 -Wl,-soname,libzmq.so.5
// RUN: cp %t.d/libzmq.so.5 %t.d/other/libpool.so.1
// RUN: %mapsanxx -O1 -shared -fPIC -DLIBRARY %s -o %t.d/seen/libzmq.so.5
// RUN: %mapsanxx -O1 %s -o %t.d/main
// RUN: env MAPSAN_OPTIONS=mode=report:log_path=%t.d/log %exits 0 %t.d/main %t.d/libzmq.so.5
// RUN: cat %t.d/log.*[0-9] | FileCheck %s
// RUN: cat %t.d/log.*.jsonl | %log_check
// RUN: grep -c '"record":"note"' %t.d/log.*.jsonl
// RUN: env MAPSAN_OPTIONS=mode=report:strict=1 %exits 66 %t.d/main %t.d/libzmq.so.5 2>&1 | FileCheck --check-prefix=RACE %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t.d/main %t.d/other/libpool.so.1 2>&1 | FileCheck --check-prefix=RACE %s
// RUN: env MAPSAN_OPTIONS=mode=report:unseen_libraries=\"libx.so,libpool.so\" %exits 0 %t.d/main %t.d/other/libpool.so.1 2>&1 | FileCheck --check-prefix=NAMED %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t.d/main %t.d/seen/libzmq.so.5 2>&1 | count 0
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t.d/main %t.d/libzmq.so.5 overlap 2>&1 | FileCheck --check-prefix=OVERLAP %s
// CHECK: NOTE: MapSan: concurrent map read and map write
// CHECK: Read by thread
// CHECK: #0 main::{{.*}}unseen_library.cpp
// CHECK: Previous write by thread
// CHECK: #0 main::{{.*}}unseen_library.cpp
// CHECK: Evidence: unordered (nothing MapSan saw orders the two operations, but libzmq.so.5 is loaded, not instrumented, and may: strict=1 makes this a race)
// CHECK: MapSan: 0 races and 1 note in
// RACE: WARNING: MapSan: concurrent map read and map write
// RACE: Evidence: unordered (nothing orders the two operations)
// RACE: MapSan: 1 race and 0 notes in
// NAMED: NOTE: MapSan: concurrent map read and map write
// NAMED: but libpool.so.1 is loaded
// OVERLAP: WARNING: MapSan: concurrent map read and map write
// OVERLAP: Evidence: overlap
#ifdef LIBRARY
#include <atomic>
#include <sched.h>
static std::atomic<bool> isThere;
extern "C" void handOver() { isThere.store(true, std::memory_order_release); }
extern "C" void takeOver() {
  while (!isThere.load(std::memory_order_acquire))
    sched_yield();
}
#else
#include "mapsan_test.h"

#include <dlfcn.h>
#include <map>

std::map<int, int, Less> ages{{1, 30}, {2, 40}};
Barrier inside, done;

void finds() {
  hold.here(inside, done);
  (void)ages.find(2);
}

void insertsMeanwhile() {
  inside.wait();
  ages.insert({7, 60});
  done.arrive();
}

int main(int count, char **arguments) {
  void *library = dlopen(arguments[1], RTLD_NOW);
  auto *handOver = reinterpret_cast<void (*)()>(dlsym(library, "handOver"));
  auto *takeOver = reinterpret_cast<void (*)()>(dlsym(library, "takeOver"));
  if (count > 2)
    runBoth(finds, insertsMeanwhile);
  else
    runBoth(
        [=] {
          ages.insert({7, 60});
          handOver();
        },
        [=] {
          takeOver();
          (void)ages.find(2);
        });
}
#endif
