// RUN: rm -rf %t.d && mkdir %t.d && %mapsanxx -O1 %s -o %t
// RUN: %exits 66 %mapsan run --repeat 2 --logs %t.d/logs -- sh -c '%t race; %t race' > %t.out 2>&1
// RUN: FileCheck %s < %t.out
// RUN: %log_check %t.d/logs/run-1/*.jsonl | FileCheck %s --check-prefix=LOGS
// RUN: %exits 0 %mapsan run -- %t order 2>&1 | FileCheck %s --check-prefix=CLEAN
// RUN: %exits 3 %mapsan run -- %t order 3 2>&1 | FileCheck %s --check-prefix=OWN
// Intent: a command's processes are collected over all runs, each race is one
// row, the summary says what was exercised, and the status is 66, 0 or the
// command's own.
// CHECK: mapsan: run 1 of 2: passed in {{.*}}, 1 race, {{.*}} left
// CHECK: mapsan: run 2 of 2: passed
// CHECK: == MapSan: 2 runs, 1 race
// CHECK-NEXT: Checked: 4 processes of 1 program; 4 of 4 call sites reached; 16 operations on 4 maps; 4 of them used by more than one thread, 0 never shared
// CHECK-NEXT: SEEN STATE EVIDENCE FIRST {{.*}} MAP FINGERPRINT
// CHECK-NEXT: 4x new unordered run.cpp:[[#@LINE+34]]:{{[0-9]+}} run.cpp:[[#@LINE+22]]:{{[0-9]+}} ages
// CHECK-NEXT: Details: mapsan report {{.*}}/logs
// LOGS: process race end process race end
// CLEAN: == MapSan: 1 run, 0 races
// CLEAN-NOT: Details
// OWN: == MapSan: 1 run, 0 races; 1 run failed
#include "mapsan_test.h"

#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

std::map<int, int> ages;
Barrier first;
std::mutex lock;
bool isLocked;

void add() {
  std::unique_lock<std::mutex> guard(lock, std::defer_lock);
  if (isLocked)
    guard.lock();
  ages.emplace(1, 30);
  if (isLocked)
    guard.unlock();
  first.arrive();
}

int main(int count, char **arguments) {
  isLocked = std::strcmp(arguments[1], "race") != 0;
  std::thread one(add);
  first.wait();
  {
    std::lock_guard<std::mutex> guard(lock);
    ages.find(2);
  }
  one.join();
  return count > 2 ? std::atoi(arguments[2]) : 0;
}
