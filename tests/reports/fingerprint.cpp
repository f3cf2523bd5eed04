// RUN: rm -rf %t.d && mkdir -p %t.d/moved %t.d/changed
// RUN: sed '1i inline int unrelated(int i) { return i * 3; }\n\n' %s > %t.d/moved/fingerprint.cpp
// RUN: sed 's/^void adds() {$/&\n/' %s > %t.d/changed/fingerprint.cpp
// RUN: %mapsanxx -O1 %s -o %t.d/one
// RUN: %mapsanxx -O1 -no-pie %s -o %t.d/fixed
// RUN: %mapsanxx -O2 %t.d/moved/fingerprint.cpp -o %t.d/moved/one
// RUN: %mapsanxx -O1 %t.d/changed/fingerprint.cpp -o %t.d/changed/one
// RUN: env MAPSAN_OPTIONS=mode=report:log_path=%t.d/log %exits 66 %t.d/one
// RUN: env MAPSAN_OPTIONS=mode=report:log_path=%t.d/log %exits 66 %t.d/one
// RUN: env MAPSAN_OPTIONS=mode=report:log_path=%t.d/log %exits 66 %t.d/one swapped
// RUN: env MAPSAN_OPTIONS=mode=report:log_path=%t.d/log %exits 66 %t.d/fixed
// RUN: env MAPSAN_OPTIONS=mode=report:log_path=%t.d/log %exits 66 %t.d/moved/one
// RUN: cat %t.d/log.*.jsonl | grep -c '"record":"race"' | FileCheck %s --check-prefix=RACES
// RUN: cat %t.d/log.*.jsonl | grep -o '"fingerprint":"[0-9a-f]*"' | sort -u | wc -l | FileCheck %s --check-prefix=SAME
// RUN: env MAPSAN_OPTIONS=mode=report:log_path=%t.d/log %exits 66 %t.d/changed/one
// RUN: cat %t.d/log.*.jsonl | grep -o '"fingerprint":"[0-9a-f]*"' | sort -u | wc -l | FileCheck %s --check-prefix=OTHER
// Intent: a race has one fingerprint, wherever the program lies in memory, whichever thread came
// first, and after a rebuild that did not touch the two functions; a line more in one of them makes
// another one.
// RACES: {{^5$}}
// SAME: {{^1$}}
// OTHER: {{^2$}}
#include "mapsan_test.h"

#include <map>

std::map<int, int> ages;

__attribute__((noinline))
void adds() {
  ages.emplace(1, 30);
}

__attribute__((noinline))
void looks() {
  (void)ages.count(1);
}

int main(int count, char **) {
  const bool isSwapped = count > 1;
  runInTurn([=] { isSwapped ? looks() : adds(); },
            [=] { isSwapped ? adds() : looks(); });
}
