// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/mapsan/run/progress.h"

#include <cmath>
#include <cstdio>
#include <ostream>
#include <unistd.h>

namespace mapsan {
namespace {

constexpr uint64_t kManyRuns = 1'000'000; // --until-race without --repeat

std::string inSeconds(double seconds) {
  char text[32];
  if (seconds < 9.95)
    std::snprintf(text, sizeof text, "%.1f s", seconds);
  else if (seconds < 120)
    std::snprintf(text, sizeof text, "%.0f s", seconds);
  else
    std::snprintf(text, sizeof text, "%.0f min", std::ceil(seconds / 60));
  return text;
}

std::string races(size_t number) {
  return std::to_string(number) + (number == 1 ? " race" : " races");
}

} // namespace

// With several runs at once their output goes to files, and the line is ours.
Progress::Progress(std::ostream &out, const RunPlan &plan)
    : out_(out), plan_(plan), isLive_(plan.jobs > 1 && isatty(STDERR_FILENO)) {}

std::string Progress::timeLeft() const {
  if (!done_ || plan_.repeat > kManyRuns)
    return "";
  const std::chrono::duration<double> time = Runner::Clock::now() - begin_;
  const double left = time.count() / static_cast<double>(done_) *
                      static_cast<double>(plan_.repeat - done_);
  return ", " + inSeconds(left) + " left";
}

void Progress::ended(const RunEnd &result, size_t newRaces, size_t all) {
  ++done_;
  races_ = all;
  if (plan_.repeat == 1)
    return;
  clear();
  if (isLive_ && !newRaces && !result.status)
    return;
  out_ << "mapsan: run " << result.number;
  if (plan_.repeat < kManyRuns)
    out_ << " of " << plan_.repeat;
  out_ << ": ";
  if (result.isTimeout)
    out_ << "ran out of time";
  else if (result.status)
    out_ << "status " << result.status;
  else
    out_ << "passed";
  out_ << " in " << inSeconds(result.seconds) << ", " << races(all);
  if (newRaces && newRaces < all)
    out_ << " (" << newRaces << " first seen now)";
  out_ << timeLeft() << std::endl;
}

void Progress::tick(unsigned running) {
  if (!isLive_)
    return;
  std::string line = "mapsan: " + std::to_string(done_);
  if (plan_.repeat < kManyRuns)
    line += " of " + std::to_string(plan_.repeat);
  line += " runs, " + std::to_string(running) + " running, " + races(races_) +
          timeLeft();
  const size_t length = line.size();
  if (length < shown_)
    line.append(shown_ - length, ' ');
  out_ << '\r' << line << std::flush;
  shown_ = length;
}

void Progress::clear() {
  if (shown_)
    out_ << '\r' << std::string(shown_, ' ') << '\r' << std::flush;
  shown_ = 0;
}

} // namespace mapsan
