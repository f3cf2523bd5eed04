// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t && %exits 0 %t 100000 > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report:memory_limit_mb=16 %exits 0 %t 100000 > %t.out 2>&1 && %silent %t.out
// Intent: far more maps than the table has words, or report mode has memory for, two
// threads use them under a lock: nothing is reported. By hand: 10000000.
#include "mapsan_test.h"

#include <cstdlib>
#include <map>
#include <mutex>
#include <vector>

std::vector<std::map<int, int>> maps;
std::mutex mutex;

void use(size_t from) {
  for (size_t i = 0; i < maps.size(); ++i) {
    std::lock_guard<std::mutex> lock(mutex);
    std::map<int, int> &map = maps[(from + i * 7) % maps.size()];
    map.size() < 1 ? (void)map.emplace(1, 1) : (void)map.erase(1);
  }
}

int main(int, char **arguments) {
  maps.resize(static_cast<size_t>(std::atol(arguments[1])));
  runBoth([] { use(0); }, [] { use(1); });
}
