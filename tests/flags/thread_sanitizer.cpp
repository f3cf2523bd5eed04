// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: beside ThreadSanitizer flag mode finds its race and adds nothing to what
// the other says; report mode, whose order the other would see half of, ends with
// a sentence.
//
// RUN: %mapsanxx -O1 -fsanitize=thread %s -o %t
// RUN: env MAPSAN_OPTIONS=mode=flag TSAN_OPTIONS=exitcode=1 %exits 0 %t > %t.out 2>&1
// RUN: not grep WARNING %t.out
// RUN: env MAPSAN_OPTIONS=mode=flag TSAN_OPTIONS=exitcode=1 %exits 66 %t race 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 1 %t 2>&1 | FileCheck --check-prefix=REFUSED %s
//
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: Evidence: overlap
// CHECK-NOT: could not be started
// CHECK: SUMMARY: MapSan
// REFUSED: MapSan: mode=report does not work together with -fsanitize=thread
#include "mapsan_test.h"

#include <mutex>
#include <set>

std::mutex mutex;
std::set<int, Less> ages = {1, 5};
Barrier inside, done;
bool isRace;

void writer() {
  std::unique_lock<std::mutex> lock(mutex, std::defer_lock);
  if (isRace)
    hold.here(inside, done);
  else
    lock.lock();
  ages.insert(7);
}

void reader() {
  std::unique_lock<std::mutex> lock(mutex, std::defer_lock);
  if (isRace)
    inside.wait();
  else
    lock.lock();
  (void)ages.find(3);
  done.arrive();
}

int main(int count, char **) {
  isRace = count > 1;
  runBoth(writer, reader);
}
