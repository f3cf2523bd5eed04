// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: locks that are tried, and critical sections with a hint.
#include "order.h"

#include <omp.h>
#include <stdlib.h>

omp_lock_t lock;
omp_nest_lock_t nest;

void inside(void (*access)(), bool) {
  if (isRace)
    return access();
#pragma omp critical(ages) hint(omp_sync_hint_contended)
  access();
}

int main() {
  omp_init_lock(&lock);
  omp_init_nest_lock(&nest);
  const auto tries = [] {
    if (!omp_test_lock(&lock))
      abort();
  };
  const auto triesNested = [] {
    if (!omp_test_nest_lock(&nest))
      abort();
  };
  return inEachWay([=] { locked(tries, [] { omp_unset_lock(&lock); }); },
                   [=] { locked(triesNested, [] { omp_unset_nest_lock(&nest); }); },
                   [] { oneAfterTheOther(inside); });
}
