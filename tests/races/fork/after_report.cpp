// RUN: %mapsanxx %s -o %t && env MAPSAN_OPTIONS=halt_on_error=0 %exits 66 %t > %t.out 2>&1
// RUN: FileCheck %s < %t.out
// Intent: the child of a fork starts with no races to its name: its status is
// its own, and only the parent ends with the report's.
// CHECK: WARNING: MapSan: concurrent map writes (pid=
// CHECK: the child ends with 0
// CHECK-NOT: WARNING: MapSan
#include "mapsan_test.h"
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sys/wait.h>
#include <unistd.h>

std::map<int, int, Less> ages{{1, 30}, {2, 40}};
Barrier inside, done;

void slow() {
  hold.here(inside, done);
  ages.insert({7, 60});
}

void quick() {
  inside.wait();
  ages.insert({0, 20});
  done.arrive();
}

int main() {
  runBoth(slow, quick);
  const pid_t child = fork();
  if (child == 0)
    exit(0);
  int status = -1;
  waitpid(child, &status, 0);
  fprintf(stderr, "the child ends with %d\n", WEXITSTATUS(status));
}
