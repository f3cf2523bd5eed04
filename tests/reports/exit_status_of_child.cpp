// RUN: %mapsanxx -O1 %s -o %t
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t return 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t exit 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t quick_exit 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t _exit 2>&1 | FileCheck %s
// Intent: a race in the child of a fork is the child's: however it ends its status says so, and
// its parent's does not.
// CHECK: WARNING: MapSan: concurrent map writes
// CHECK: MapSan: 1 race and 0 notes
// CHECK: the child ended with 66
// CHECK-NOT: MapSan: 1 race
#include "mapsan_test.h"

#include <map>
#include <stdio.h>
#include <stdlib.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

std::map<int, int> ages;

int main(int, char **arguments) {
  ages.emplace(1, 1);
  if (const pid_t child = fork()) {
    int status = 0;
    waitpid(child, &status, 0);
    fprintf(stderr, "the child ended with %d\n", WEXITSTATUS(status));
    return 0;
  }
  runInTurn([] { ages.emplace(2, 2); }, [] { ages.emplace(3, 3); });
  const std::string how = arguments[1];
  if (how == "exit")
    exit(3);
  if (how == "quick_exit")
    quick_exit(3);
  if (how == "_exit")
    _exit(3);
  return 0;
}
