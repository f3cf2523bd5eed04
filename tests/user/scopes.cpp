// RUN: %mapsanxx -std=c++11 -O0 %s -o %t0 && not %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -std=c++11 -O2 %s -o %t2 && not %t2 2>&1 | FileCheck %s
// RUN: %clangxx -std=c++11 -O2 %s -o %t.alone && %t.alone 2>&1 | FileCheck --check-prefix=ALONE %s
// Intent: scopes announce operations in C++11; the type follows a moved
// container; with the plugin's frame pointers both stacks are whole.
#include "mapsan_test.h"
#include <cstdio>
#include <mapsan/mapsan.h>

struct Table {
  int size = 0;
} first, table;
Barrier inside, done;

__attribute__((noinline)) void put() {
  MAPSAN_WRITE_SCOPE(scope, &table, "put");
  inside.arrive();
  done.wait();
  ++table.size;
}
__attribute__((noinline)) void get() {
  inside.wait();
  {
    mapsan::IgnoreScope ignored;
    MAPSAN_READ_SCOPE(scope, &table, "ignored");
  }
  MAPSAN_READ_SCOPE(scope, &table, "get");
  done.arrive();
}
void puts_one() {
  put();
  asm volatile("");
}

int main() {
  mapsan_created(&first, "Table<int>");
  mapsan_moved(&first, &table);
  runBoth(puts_one, get);
  std::puts("done");
}
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: Map: Table<int> at 0x
// CHECK: Read by thread T2, holding no lock:  get
// CHECK-NEXT: #0 get
// CHECK: Previous write by thread T1, holding no lock:  put
// CHECK-NEXT: #0 put
// CHECK: #{{[12]}} puts_one
// ALONE-NOT: MapSan
// ALONE: done
