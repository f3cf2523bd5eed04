// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// REQUIRES: root
// RUN: rm -rf %t.d && mkdir -p %t.d/bin && %mapsanxx -O1 %s -o %t.d/prog
// RUN: printf '#!/bin/sh\ntouch %t.d/was-started\n' > %t.d/bin/llvm-symbolizer && chmod 755 %t.d/bin/llvm-symbolizer
// RUN: env PATH=%t.d/bin:$PATH %exits 66 %t.d/prog > %t.d/out 2>&1 && test -e %t.d/was-started
// RUN: rm %t.d/was-started && chgrp 1 %t.d/prog && chmod 2755 %t.d/prog
// RUN: env PATH=%t.d/bin:$PATH MAPSAN_OPTIONS=exitcode=0:log_path=%t.d/log:external_symbolizer_path=%t.d/bin/llvm-symbolizer %exits 66 %t.d/prog > %t.d/out 2>&1
// RUN: FileCheck %s < %t.d/out
// RUN: not test -e %t.d/was-started && not ls %t.d/log*
// Intent: in a program that runs with more rights than who started it, no variable
// of the environment has a say: no option, no log file, and no program that is
// started in its name. Without those rights the same variables are obeyed.
// CHECK: WARNING: MapSan: concurrent map read and map write
#include "mapsan_test.h"

#include <map>

std::map<int, int, Less> ages{{1, 30}, {2, 40}};
Barrier inside, done;

int main() {
  runBoth(
      [] {
        hold.here(inside, done);
        ages.insert({7, 60});
      },
      [] {
        inside.wait();
        (void)ages.count(1);
        done.arrive();
      });
}
