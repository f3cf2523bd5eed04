// RUN: rm -rf %t.d && mkdir %t.d && %mapsanxx -O1 %s -o %t.d/prog
// RUN: %exits 66 env MAPSAN_OPTIONS=halt_on_error=0:log_path=%t.d/log %t.d/prog 'an "argument"' > %t.out 2>&1
// RUN: test ! -s %t.out
// RUN: %log_check %t.d/log.prog.*.jsonl | FileCheck %s --check-prefix=ORDER
// RUN: cat %t.d/log.prog.*.jsonl | FileCheck %s
// RUN: cat %t.d/log.[0-9]* | FileCheck %s --check-prefix=TEXT
// RUN: %exits 66 env MAPSAN_OPTIONS=mode=report:log_path=%t.d/report %t.d/prog > %t.out 2>&1
// RUN: %log_check %t.d/report.prog.*.jsonl | FileCheck %s --check-prefix=REPORT
// REPORT: process {{.*}}race{{.*}}end
// Intent: with log_path the text and the machine's lines go to files of the
// process, every line is as docs/report.schema.json says, and a note is there
// when it is seen.
// ORDER: process note race end
// CHECK: "record":"process"
// CHECK-SAME: "command":["{{.*}}/prog","an \"argument\""]
// CHECK: "record":"note"
// CHECK: "record":"race"
// CHECK-SAME: "title":"concurrent map writes","fingerprint":"{{[0-9a-f]+}}","evidence":"overlap"
// CHECK-SAME: "name":"prices"
// CHECK-SAME: "function":"insert(int)"
// CHECK-SAME: "function":"insert(int)"
// CHECK-SAME: "buildId":"{{[0-9a-f]+}}"
// CHECK: "record":"end"{{.*}}"reports":1
// TEXT: WARNING: MapSan: concurrent map writes
// TEXT: MapSan: 1 race and 1 note; 0 suppressed
#include "mapsan_test.h"

#include <map>
#include <thread>

std::map<int, int, Less> ages{{1, 30}, {2, 40}, {5, 50}};
std::map<int, int, Less> prices{{1, 30}, {2, 40}, {5, 50}};
Barrier inside, done, insideNext, doneNext;

void insert(int key) { prices.emplace(key, 1); }

void slow() {
  hold.here(inside, done);
  ages[1] = 31;
  hold.here(insideNext, doneNext);
  insert(3);
}

void quick() {
  inside.wait();
  ages[5] = 51;
  done.arrive();
  insideNext.wait();
  insert(7);
  doneNext.arrive();
}

int main() { runBoth(slow, quick); }
