// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: so does one that may be taken again.
#include "order.h"

#include <omp.h>

omp_nest_lock_t lock;

int main() {
  omp_init_nest_lock(&lock);
  return locked([] { omp_set_nest_lock(&lock); },
                [] { omp_unset_nest_lock(&lock); });
}
