// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two threads write one unordered_map without a lock: on two cores it crashes
// within a millisecond (SIGSEGV, or glibc's abort in free).
#include <thread>
#include <unordered_map>

std::unordered_map<int, int> counts;

void countUp() {
  for (int i = 0; i < 1000000; ++i)
    counts[i] = i;
}

void countDown() {
  for (int i = 2000000; i > 1000000; --i)
    counts.emplace(i, i);
}

int main() {
  std::thread up(countUp), down(countDown);
  up.join();
  down.join();
}
