// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// When to do something dear that needs doing now and then: at the first chance,
// then never more than 1/kShare of the time, and never twice within kPause.
// Asked often; reads the clock once in kBatch questions.
//
// Belongs to one thread. Valid when zero.
#ifndef MAPSAN_RUNTIME_CORE_LOOK_PACE_H
#define MAPSAN_RUNTIME_CORE_LOOK_PACE_H

#include <stdint.h>

namespace mapsan {

class LookPace {
public:
  /// `now` is a cycle counter. Due until looked() is called.
  bool isDue(uint64_t (*now)()) {
    if (untilCheck_ != 0) {
      --untilCheck_;
      return false;
    }
    untilCheck_ = kBatch - 1;
    return now() >= next_;
  }

  void looked(uint64_t start, uint64_t end) {
    const uint64_t pause = (end - start) * kShare;
    next_ = end + (pause > kPause ? pause : kPause);
  }

  static constexpr uint32_t kBatch = 16;
  static constexpr uint64_t kShare = 64;
  static constexpr uint64_t kPause = 3'000'000; // cycles: about 1 ms

private:
  uint64_t next_;
  uint32_t untilCheck_;
};

} // namespace mapsan

#endif
