// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: a run of a filter comes after the one before it, on any thread.
#include "order.h"
#include "tbb_arena.h"

#include <oneapi/tbb/parallel_pipeline.h>

Barrier isOver;

void write() {
  writes();
  hasWritten.arrive();
}

int emit(tbb::flow_control &control) {
  static int count;
  if (count == 0 && !isRace)
    write();
  if (count == 1) {
    hasWritten.wait();
    reads();
    isOver.arrive();
  }
  if (count == 2)
    control.stop();
  return count++;
}

// So the next item is another thread's.
void work(int item) {
  if (item == 0 && isRace)
    write();
  if (item == 0)
    isOver.wait();
}

int main() {
  startWorker();
  arena.execute([] {
    using tbb::filter_mode;
    tbb::parallel_pipeline(
        2,
        tbb::make_filter<void, int>(filter_mode::serial_in_order, &emit) &
            tbb::make_filter<int, void>(filter_mode::parallel, &work));
  });
}
