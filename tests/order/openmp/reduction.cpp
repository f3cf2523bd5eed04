// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-fopenmp]
// Intent: what threads leave to a reduction is combined in order.
#include "order.h"

#include <omp.h>

#pragma omp declare reduction(merge : std::map<int, int> : omp_out.insert(     \
        omp_in.begin(), omp_in.end()))

int main() {
  std::map<int, int> sum;
  if (isRace) {
#pragma omp parallel num_threads(2)
    {
      if (omp_get_thread_num() == 0) {
        writes();
        hasWritten.arrive();
      } else {
        hasWritten.wait();
        reads();
      }
    }
    return 0;
  }
#pragma omp parallel for num_threads(2) reduction(merge : sum)
  for (int i = 0; i < 64; ++i)
    sum.emplace(i, i);
  return sum.size() == 64 ? 0 : 1;
}
