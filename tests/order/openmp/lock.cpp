// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: a lock of the runtime orders as any other.
#include "order.h"

#include <omp.h>

omp_lock_t lock;

int main() {
  omp_init_lock(&lock);
  return locked([] { omp_set_lock(&lock); }, [] { omp_unset_lock(&lock); });
}
