// RUN: rm -rf %t.d && mkdir %t.d && %mapsanxx -O1 %s -o %t
// RUN: %exits 0 %mapsan run --repeat 4 --jobs 2 --logs %t.d/jobs -- %t > %t.out 2>&1 && FileCheck %s < %t.out
// RUN: grep -c "hello from a run" %t.d/jobs/run-1/output.txt %t.d/jobs/run-4/output.txt | FileCheck %s --check-prefix=OUTPUT
// RUN: %exits 1 %mapsan run --logs %t.d/jobs -- %t 2>&1 | FileCheck %s --check-prefix=AGAIN
// RUN: %exits 66 %mapsan run --until-race --logs %t.d/until -- sh -c 'test -f %t.d/second && exec %t race; touch %t.d/second; exec %t' > %t.out 2>&1 && FileCheck %s --check-prefix=UNTIL < %t.out
// RUN: %exits 0 %mapsan run --logs "%t.d/it's here" -- %t && ls "%t.d/it's here/run-1" | FileCheck %s --check-prefix=QUOTED
// RUN: %exits 143 sh -c 'exec timeout --signal=TERM 1 %mapsan run --repeat 9 -- sleep 60; exit $?' > %t.out 2>&1; FileCheck %s --check-prefix=ENDED < %t.out
// Intent: several runs at once write apart; a run until a race ends with it; a folder
// of logs is not mixed with another run's; being told to end, it still sums up.
// CHECK-COUNT-4: mapsan: run {{[1-4]}} of 4: passed
// CHECK-NOT: hello
// CHECK: == MapSan: 4 runs, 0 races
// CHECK: Checked: 4 processes
// OUTPUT: run-1/output.txt:1
// OUTPUT: run-4/output.txt:1
// AGAIN: has logs of another run; take a new folder
// UNTIL: mapsan: run 1: passed in {{.*}}, 0 races
// UNTIL: mapsan: run 2: passed in {{.*}}, 1 race
// UNTIL: == MapSan: 2 runs, 1 race
// QUOTED: log.{{.*}}.jsonl
// ENDED: == MapSan: 1 run, 0 races; 1 run failed; interrupted
#include "mapsan_test.h"

#include <cstdio>
#include <map>

std::map<int, int> ages;
Barrier first;

int main(int count, char **) {
  std::puts("hello from a run");
  std::thread one([] {
    ages.emplace(1, 30);
    first.arrive();
  });
  if (count == 1)
    one.join();
  first.wait();
  ages.find(2);
  if (count > 1)
    one.join();
}
