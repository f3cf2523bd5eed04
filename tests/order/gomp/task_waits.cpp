// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: the end of a group of tasks, and who waits for what one of them gives, come after it.
#include "order.h"
#include "regions.h"

void write() {
  writes();
  hasWritten.arrive();
}

void other() { hasWritten.wait(); }

void group() {
  region([](int thread) {
    if (thread == 1)
      return;
    if (isRace) {
      task(write);
      other();
    } else {
      taskgroup(write, other);
    }
    reads();
  });
}

void dependence() {
  region([](int thread) {
    if (thread == 1)
      return;
    taskThatGives(write);
    other();
    if (!isRace)
      taskwaitFor();
    reads();
  });
}

int main() { return inEachWay(group, dependence); }
