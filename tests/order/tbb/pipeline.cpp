// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: later filters of a pipeline come after earlier ones.
#include "order.h"
#include "tbb_arena.h"

#include <oneapi/tbb/parallel_pipeline.h>

Barrier isOver;

int emit(tbb::flow_control &control) {
  static int count;
  if (count == 2)
    control.stop();
  return count++;
}

int work(int item) {
  if (item == 0) {
    writes();
    hasWritten.arrive();
    isOver.wait();
  } else {
    hasWritten.wait();
    if (isRace)
      reads();
    isOver.arrive();
  }
  return item;
}

void look(int item) {
  if (!isRace && item == 1)
    reads();
}

int main() {
  arena.execute([] {
    using tbb::filter_mode;
    tbb::parallel_pipeline(
        2,
        tbb::make_filter<void, int>(filter_mode::serial_in_order, &emit) &
            tbb::make_filter<int, int>(filter_mode::parallel, &work) &
            tbb::make_filter<int, void>(filter_mode::serial_in_order, &look));
  });
}
