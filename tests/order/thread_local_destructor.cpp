// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: destructors of thread-local objects belong to their thread.
#include "order.h"

struct AtEnd {
  ~AtEnd() {
    writes();
    hasWritten.arrive();
  }
};
thread_local AtEnd atEnd;

int main() {
  std::thread writer([] { (void)&atEnd; });
  hasWritten.wait();
  if (!isRace)
    writer.join();
  reads();
  if (isRace)
    writer.join();
}
