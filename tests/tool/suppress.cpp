// RUN: rm -rf %t.d && mkdir %t.d && %mapsanxx -O1 %s -o %t
// RUN: %exits 66 %mapsan run --logs %t.d/logs -- %t > %t.out 2>&1
// RUN: %mapsan merge %t.d/logs -o %t.d/all.jsonl
// RUN: grep '"name":"ages"' %t.d/all.jsonl | grep -o '"fingerprint":"[0-9a-f]*' | cut -d'"' -f4 > %t.d/print
// RUN: %mapsan suppress $(cat %t.d/print) %t.d/all.jsonl -o %t.d/supp && FileCheck %s < %t.d/supp
// RUN: %exits 66 env MAPSAN_OPTIONS=suppressions=%t.d/supp %mapsan run -- %t 2>&1 | FileCheck %s --check-prefix=LEFT
// RUN: %exits 1 %mapsan suppress 0123456789abcdef %t.d/all.jsonl 2>&1 | FileCheck %s --check-prefix=NONE
// Intent: the line that is written for one race covers this race, and not the other
// one of the same function.
// CHECK: # {{[0-9a-f]+}} concurrent map read and map write, 'ages'
// CHECK-NEXT: # suppress.cpp:
// CHECK-NEXT: pair:^{{(find\(int\)|add\(int\))}}$ <-> ^{{(find\(int\)|add\(int\))}}$
// LEFT: == MapSan: 1 run, 1 race
// LEFT: prices
// LEFT-NOT: ages
// NONE: there is no race 0123456789abcdef in these logs
#include "mapsan_test.h"

#include <map>

std::map<int, int> ages, prices;
Barrier first;

void add(int key) {
  ages.emplace(key, 30);
  prices.emplace(key, 30);
}
void find(int key) { ages.find(key); }
void findPrice(int key) { prices.find(key); }

int main() {
  runBoth(
      [] {
        add(1);
        first.arrive();
      },
      [] {
        first.wait();
        find(2);
        findPrice(2);
      });
}
