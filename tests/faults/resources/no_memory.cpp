// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t && %exits 66 %t address 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0,66 %t address 2>&1 | FileCheck %s --check-prefix=UNSURE
// RUN: %exits 66 %t files 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t files 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report:log_path=%t.log %exits 66 %t files 2>&1 | FileCheck %s
// RUN: %exits 0 %t clean > %t.out 2>&1 && %silent %t.out
// Intent: the address space is used up, or no descriptor is left: nothing can be
// mapped, no symbolizer started, no log opened. The report comes all the same, with
// what there is; and a program that is right is told nothing. Report mode cannot
// remember then, and says that it may have missed something.
// UNSURE: MapSan: the system had no memory for what mode=report remembers
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: #0 {{.*}}
// CHECK: #0 {{.*}}
// CHECK: SUMMARY: MapSan: concurrent map read and map write
#include "mapsan_test.h"

#include <map>
#include <mutex>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

std::map<int, int, Less> ages{{1, 30}, {2, 40}};
std::mutex mutex;
Barrier inside, done;

void takeAllMemory() {
  const rlimit limit = {1 << 20, 1 << 20}; // less than there is already
  setrlimit(RLIMIT_AS, &limit);
}

void takeAllDescriptors() {
  const rlimit limit = {3, 3};
  setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int, char **arguments) {
  const char what = *arguments[1];
  Barrier areMade, isTaken;
  std::vector<std::thread> threads;
  const auto run = [&](void (*use)()) {
    threads.emplace_back([&, use] {
      areMade.arrive();
      isTaken.wait();
      use();
    });
  };
  if (what == 'c') {
    for (int i = 0; i < 3; ++i)
      run([] {
        for (int key = 0; key < 2000; ++key) {
          std::lock_guard<std::mutex> lock(mutex);
          if (!ages.erase(key % 2))
            (void)ages.count(key);
        }
      });
  } else {
    run([] {
      hold.here(inside, done);
      ages.erase(2);
    });
    run([] {
      inside.wait();
      (void)ages.count(1);
      done.arrive();
    });
  }
  areMade.wait(static_cast<int>(threads.size()));
  what == 'f' ? takeAllDescriptors() : takeAllMemory();
  isTaken.arrive();
  for (std::thread &thread : threads)
    thread.join();
}
