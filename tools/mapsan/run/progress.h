// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is said while runs are on: a line that is written over on a terminal that
// nobody else writes to, and one line a run everywhere else. A single run needs
// neither.
#ifndef MAPSAN_TOOLS_MAPSAN_RUN_PROGRESS_H
#define MAPSAN_TOOLS_MAPSAN_RUN_PROGRESS_H

#include "tools/mapsan/run/runner.h"

#include <iosfwd>

namespace mapsan {

class Progress {
public:
  Progress(std::ostream &out, const RunPlan &plan);

  void ended(const RunEnd &result, size_t newRaces, size_t races);
  void tick(unsigned running);
  void clear();

private:
  std::string timeLeft() const;

  std::ostream &out_;
  const RunPlan &plan_;
  Runner::Clock::time_point begin_ = Runner::Clock::now();
  bool isLive_;
  uint64_t done_ = 0;
  size_t races_ = 0, shown_ = 0;
};

} // namespace mapsan

#endif
