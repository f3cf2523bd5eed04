// RUN: rm -rf %t.d && mkdir %t.d && %mapsanxx -O1 %s -o %t
// RUN: %exits 66 env MAPSAN_OPTIONS=symbolize=0 %mapsan run --timeout 4 --logs %t.d/hang -- %t hang > %t.out 2>&1 && FileCheck %s < %t.out
// RUN: not kill -0 $(cat %t.child)
// RUN: %exits 66 %mapsan run --logs %t.d/crash -- %t crash 2>&1 | FileCheck %s --check-prefix=CRASH
// RUN: %exits 124 %mapsan run --timeout 1 --logs %t.d/idle -- %t idle 2>&1 | FileCheck %s --check-prefix=IDLE
// Intent: processes that are killed when their time is over, a child of theirs
// too, and processes that crash, lose no race; what they did else is not known
// and is said to be so.
// CHECK: == MapSan: 1 run, 1 race; 1 run failed
// CHECK: Of {{[12]}} process{{(es)?}} no counts are known
// CHECK: 1x new unordered
// CHECK-NOT: still running
// CRASH: == MapSan: 1 run, 1 race; 1 run failed
// CRASH: Of 1 process no counts are known
// CRASH: 1x new unordered
// IDLE-NOT: nothing was checked
#include "mapsan_test.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <unistd.h>

std::map<int, int> ages;
Barrier first;

void add() {
  ages.emplace(1, 30);
  first.arrive();
}

int main(int, char **arguments) {
  const std::string wish = arguments[1];
  if (wish != "idle") {
    std::thread one(add);
    first.wait();
    ages.find(2);
    one.join();
  }
  if (wish == "crash")
    abort();
  if (wish == "hang") {
    const int child = fork();
    if (child)
      std::ofstream(std::string(arguments[0]) + ".child") << child;
  }
  for (;;)
    pause();
}
