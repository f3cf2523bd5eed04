// RUN: rm -rf %t.d && mkdir -p %t.d/bin %t.d/debug && %mapsanxx -O1 %s -o %t.d/bin/app
// RUN: %exits 66 env MAPSAN_OPTIONS=symbolize=0 %mapsan run --logs %t.d/logs -- %t.d/bin/app > %t.out 2>&1
// RUN: %exits 66 %mapsan report %t.d/logs | FileCheck %s
// RUN: id=$(grep -o '"buildId":"[0-9a-f]*' %t.d/logs/run-1/*.jsonl | head -1 | cut -d'"' -f4) && mkdir %t.d/debug/.build-id %t.d/debug/.build-id/${id%%${id#??}} && llvm-objcopy --only-keep-debug %t.d/bin/app %t.d/debug/.build-id/${id%%${id#??}}/${id#??}.debug
// RUN: %mapsanxx -O1 -DOTHER %s -o %t.d/bin/app
// RUN: %exits 66 %mapsan report %t.d/logs | FileCheck %s --check-prefix=RAW
// RUN: %exits 66 %mapsan report %t.d/logs --symbols %t.d/debug | FileCheck %s
// RUN: id=$(grep -o '"buildId":"[0-9a-f]*' %t.d/logs/run-1/*.jsonl | head -1 | cut -d'"' -f4) && mkdir -p %t.d/cache/$id && mv %t.d/debug/.build-id/*/*.debug %t.d/cache/$id/debuginfo && %exits 66 %mapsan report %t.d/logs --symbols %t.d/cache | FileCheck %s
// RUN: %exits 66 %mapsan report %t.d/logs --symbols %t.d/cache --format json | FileCheck %s --check-prefix=JSON
// Intent: frames without lines get them where the program, or its debug file, is
// found by its build id; another build of the program is not asked.
#include "mapsan_test.h"

#include <map>

#ifdef OTHER
int another_build;
#endif
std::map<int, int> ages;
Barrier first;

__attribute__((always_inline)) inline void insert() { ages.emplace(1, 30); }

__attribute__((noinline)) void add() {
  insert();
  first.arrive();
}

void adds() {
  add();
  asm volatile("");
}

void find() {
  first.wait();
  ages.find(2);
}

int main() { runBoth(adds, find); }
// CHECK: #0 insert()
// CHECK-NEXT: symbols.cpp:[[#@LINE-19]]
// CHECK: #1 add()
// CHECK-NEXT: symbols.cpp:[[#@LINE-18]]
// CHECK: #2 adds()
// CHECK-NEXT: symbols.cpp:[[#@LINE-15]]
// RAW: #0 insert()
// RAW: #2 adds{{$}}
// RAW-NEXT: app+0x
// JSON: "function":"adds()","line":30,
