// RUN: %mapsanxx -O1 %s -o %t && env MAPSAN_OPTIONS=mode=report %exits 66 %t 2>&1 | FileCheck %s
// Intent: the first thread ended long ago, and a thousand others have used its
// place since: the report still knows its name, its stack and who made it. None of
// the thousand is accused.
// CHECK: WARNING: MapSan: concurrent map writes
// CHECK: Previous write by thread T1 'early-bird'
// CHECK: #0 early()
// CHECK: Thread T1 'early-bird' created by main thread at:
// CHECK-NEXT: #0 main
// CHECK: MapSan: 1 race
#include "mapsan_test.h"

#include <map>
#include <pthread.h>
#include <thread>

std::map<int, int> ages, others;
Barrier hasWritten;

void early() {
  pthread_setname_np(pthread_self(), "early-bird");
  ages.emplace(1, 1);
  hasWritten.arrive();
}

void late() { ages.emplace(2, 2); }

int main() {
  std::thread(early).detach();
  hasWritten.wait();
  for (int i = 0; i < 1000; ++i)
    std::thread([i] { others.emplace(i, i); }).join();
  std::thread(late).join();
}
