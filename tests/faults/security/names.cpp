// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t && env MAPSAN_OPTIONS=mode=report:color=never %exits 66 %t > %t.out 2>&1
// RUN: FileCheck %s < %t.out && not grep -P '[\x00-\x09\x0b-\x1f\x7f]' %t.out
// Intent: a thread's name and a key are what an attacker chose. The terminal on
// which the report appears gets no escape sequence of theirs.
// CHECK: 'worker\x1b[2J'{{.*}} "key\x1b]0;owned\x07"
#include "mapsan_test.h"

#include <map>
#include <pthread.h>
#include <string>

std::map<std::string, int> ages;

int main() {
  runInTurn(
      [] {
        pthread_setname_np(pthread_self(), "worker\x1b[2J");
        (void)ages.count("key\x1b]0;owned\x07");
      },
      [] { ages.emplace("b", 1); });
}
