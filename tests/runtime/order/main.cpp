// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The interceptors of report mode, asked directly (order.h).
#include "runtime/state/thread_clocks.h"

#include <gtest/gtest.h>

using namespace mapsan;

int main(int count, char **arguments) {
  ThreadRecord *self = currentThread();
  if (!self || (!isReportMode() && !startDetection()))
    return 1;
  if (!self->clock)
    self->clock = openClock(nullptr);
  testing::InitGoogleTest(&count, arguments);
  return RUN_ALL_TESTS();
}
