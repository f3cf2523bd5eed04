// RUN: rm -rf %t.d && mkdir %t.d && %mapsanxx -O1 %s -o %t
// RUN: %exits 66 env MAPSAN_OPTIONS=mode=report %t 2>&1 | FileCheck %s
// RUN: %exits 66 %mapsan run --logs %t.d/logs -- %t 2>&1 | FileCheck %s --check-prefix=TABLE
// RUN: cat %t.d/logs/run-1/*.jsonl | FileCheck %s --check-prefix=LINES
// Intent: a program without a framework says what it tests: the report, its line in
// the log and the summary name the test, and no test after its end.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK-NEXT: Test: adds ages while counting
// CHECK-NEXT: Map: 'ages'
// CHECK: callback: adds ages while counting
// CHECK: WARNING: MapSan: concurrent map writes
// CHECK-NEXT: Map: 'ages'
// CHECK: callback: none
// TABLE: ages adds ages while counting
// LINES: "record":"race"{{.*}}"test":"adds ages while counting"
// LINES: "record":"race"
// LINES-NOT: "test":
#include "race.h"

#include <cstdio>
#include <mapsan/mapsan.h>

int main() {
  mapsan_set_report_callback(
      [](const mapsan_report *report, void *) {
        std::fprintf(stderr, "callback: %s\n", report->test ? report->test : "none");
      },
      nullptr);
  mapsan_test_begin("adds ages while counting");
  addAndCount();
  mapsan_test_end();
  Barrier erased;
  std::thread writer([&] {
    ages.erase(1);
    erased.arrive();
  });
  erased.wait();
  ages.emplace(2, 40);
  writer.join();
}
