// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t
// RUN: env MAPSAN_OPTIONS=mode=report %exits 134 %t abort 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 139 %t crash 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 143 %t terminate 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t exec 2>&1 | FileCheck %s
// Intent: a report that was found is written when it is found: whatever ends the
// process later, or replaces it, finds it there, and the program's own handlers run.
// CHECK: WARNING: MapSan: concurrent map writes
// CHECK: SUMMARY: MapSan: concurrent map writes
// CHECK: now {{abort, own handler|crash, own handler|terminate, own handler|exec, replaced}}
// CHECK-NOT: WARNING: MapSan
#include "mapsan_test.h"

#include <map>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

std::map<int, int> ages{{1, 30}};

void say(const char *text) {
  if (write(2, text, strlen(text)) < 0)
    _exit(1);
}

void onSignal(int number) {
  say("own handler\n");
  signal(number, SIG_DFL);
  raise(number);
}

int main(int, char **arguments) {
  for (int number : {SIGABRT, SIGSEGV, SIGTERM})
    signal(number, onSignal);
  runInTurn([] { ages.emplace(2, 40); }, [] { ages.emplace(3, 50); });
  say("now ");
  say(arguments[1]);
  say(", ");
  switch (*arguments[1]) {
  case 'a':
    abort();
  case 'c':
    *(volatile int *)nullptr = 1;
    break;
  case 't':
    raise(SIGTERM);
    break;
  default:
    execl("/bin/sh", "sh", "-c", "echo replaced >&2", nullptr);
  }
}
