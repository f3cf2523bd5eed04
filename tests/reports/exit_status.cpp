// RUN: %mapsanxx -O1 %s -o %t
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t return 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t exit 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t quick_exit 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t _exit 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t child 2>&1 | FileCheck %s --check-prefix=CHILD
// RUN: env MAPSAN_OPTIONS=mode=report %exits 137 %t kill 2>&1 | FileCheck %s --check-prefix=KILLED
// RUN: env MAPSAN_OPTIONS=mode=report %exits 143 %t terminate 2>&1 | FileCheck %s --check-prefix=KILLED
// RUN: env MAPSAN_OPTIONS=mode=report %exits 134 %t abort 2>&1 | FileCheck %s --check-prefix=KILLED
// RUN: env MAPSAN_OPTIONS=mode=report:exitcode=0 %exits 3 %t exit 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report:halt_on_error=1 %exits 66 %t return 2>&1 | FileCheck %s --check-prefix=HALT
// Intent: report mode goes on after a report; however the process ends, its status
// says that there was one, unless a signal ended it. A child of fork has none of
// its parent's races.
// CHECK: WARNING: MapSan: concurrent map writes
// CHECK: going on
// CHECK: MapSan: 1 race and 0 notes in 1 map, {{[0-9]+}} operations recorded; 0 suppressed
// CHILD: going on
// CHILD: child ended with 5
// CHILD: MapSan: 1 race
// KILLED: going on
// KILLED-NOT: MapSan: 1 race
// HALT: WARNING: MapSan: concurrent map writes
// HALT-NOT: going on
#include "mapsan_test.h"

#include <map>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

std::map<int, int> ages;
Barrier first;

void one() {
  ages.emplace(1, 1);
  first.arrive();
}

void other() {
  first.wait();
  ages.emplace(2, 2);
}

int main(int, char **arguments) {
  runBoth(one, other);
  fprintf(stderr, "going on\n");
  const char *how = arguments[1];
  if (!strcmp(how, "exit"))
    exit(3);
  if (!strcmp(how, "quick_exit"))
    quick_exit(3);
  if (!strcmp(how, "_exit"))
    _exit(3);
  if (!strcmp(how, "kill"))
    kill(getpid(), SIGKILL);
  if (!strcmp(how, "terminate"))
    raise(SIGTERM);
  if (!strcmp(how, "abort"))
    abort();
  if (!strcmp(how, "child")) {
    const pid_t child = fork();
    if (child == 0)
      _exit(5);
    int status;
    waitpid(child, &status, 0);
    fprintf(stderr, "child ended with %d\n", WEXITSTATUS(status));
  }
  return 0;
}
