// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: rm -rf %t.d && mkdir %t.d && %mapsanxx -O1 %s -o %t.d/prog
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t.d/prog 2>&-
// RUN: env MAPSAN_OPTIONS=mode=report:log_path=%t.d/log %exits 66 %t.d/prog 0<&- >&- 2>&-
// RUN: cat %t.d/log.[0-9]* | FileCheck %s
// RUN: cat %t.d/log.prog.*.jsonl | FileCheck %s --check-prefix=LINES
// RUN: env MAPSAN_OPTIONS=mode=report:log_path=stdout %exits 66 %t.d/prog 2>&1 > /dev/full | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t.d/prog 2> /dev/full
// RUN: env MAPSAN_OPTIONS=mode=report:log_path=%t.d/none/log %exits 66 %t.d/prog 2>&1 | FileCheck %s --check-prefixes=NONE,CHECK
// RUN: bash -c 'set -o pipefail; env MAPSAN_OPTIONS=mode=report %exits 66 %t.d/prog 2>&1 | true'
// RUN: bash -c 'ulimit -f 0; env MAPSAN_OPTIONS=mode=report:log_path=%t.d/full %exits 66 %t.d/prog 2>&1 | cat' | FileCheck %s
// Intent: standard error is closed, full, or a pipe that nobody reads; the log
// cannot be written: the program ends as it would, its status says that there was a
// race, and the report is wherever it can be.
// NONE: MapSan: cannot {{open|write}}
// CHECK: WARNING: MapSan: concurrent map writes
// CHECK: SUMMARY: MapSan: concurrent map writes {{.*}}streams.cpp
// LINES: "record":"race"
#include "mapsan_test.h"

#include <map>

std::map<int, int> ages{{1, 30}};

int main() {
  runInTurn([] { ages.emplace(2, 40); }, [] { ages.emplace(3, 50); });
}
