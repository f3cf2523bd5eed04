// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: g++ -O1 -shared -fPIC -fopenmp %S/Inputs/regions.cpp -o %t.so
// RUN: %order[%t.so -Wl,-rpath,/ -I%S/Inputs]
// Intent: a region that is a loop or sections comes after what its maker did, of every kind.
#include "order.h"
#include "regions.h"

Barrier areThere;

void part(int i) {
  areThere.arrive();
  areThere.wait(2);
  if (isRace && i == 0) {
    writes();
    hasWritten.arrive();
  } else {
    if (isRace)
      hasWritten.wait();
    reads();
  }
}

int main() {
  const auto run = [](void (*kind)(void (*)(int))) {
    return [=] {
      areThere = Barrier();
      if (!isRace)
        writes();
      kind(part);
    };
  };
  return inEachWay(run(sections), run(dynamicLoop), run(guidedLoop), run(runtimeLoop),
                   run(monotonicDynamicLoop), run(monotonicGuidedLoop),
                   run(monotonicRuntimeLoop), run(nonmonotonicRuntimeLoop), run(taskReduction));
}
