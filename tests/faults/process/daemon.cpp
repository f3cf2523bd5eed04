// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: rm -rf %t.d && mkdir %t.d && %mapsanxx -O1 %s -o %t.d/server
// RUN: env MAPSAN_OPTIONS=mode=report:log_path=%t.d/log %exits 0 %t.d/server > %t.out 2>&1 && %silent %t.out
// RUN: cat %t.d/log.[0-9]* | FileCheck %s
// RUN: cat %t.d/log.server.*.jsonl | FileCheck %s --check-prefix=LINES
// Intent: a program makes itself a daemon: two forks, a session of its own, no
// standard streams, another folder. The race that the daemon has is in its log.
// CHECK: WARNING: MapSan: concurrent map writes
// CHECK: SUMMARY: MapSan: concurrent map writes {{.*}}daemon.cpp
// LINES: "record":"race"{{.*}}"title":"concurrent map writes"
#include "mapsan_test.h"

#include <map>
#include <unistd.h>

std::map<int, int> ages{{1, 30}};

void serve() {
  runInTurn([] { ages.emplace(2, 40); }, [] { ages.emplace(3, 50); });
}

int main() {
  int end[2];
  if (pipe(end))
    return 1;
  if (fork() == 0) {
    setsid();
    if (fork() != 0)
      _exit(0);
    if (chdir("/"))
      _exit(1);
    close(0);
    close(1);
    close(2);
    serve();
    return 0;
  }
  close(end[1]);
  char byte;
  return static_cast<int>(read(end[0], &byte, 1)); // when the daemon is gone
}
