// RUN: %clean
// Intent: any number of threads may read one map at once, also through the
// non-const methods that only read.
#include "mapsan_test.h"
#include <map>
#include <unordered_map>

std::map<int, int> ages;
std::unordered_map<int, int> names;

void reads() {
  long sum = 0;
  for (int round = 0; round < 200; ++round) {
    for (auto &entry : ages)
      sum += entry.second;
    for (auto &entry : names)
      sum += entry.second;
    for (int i = 0; i < 50; ++i)
      sum += ages.find(i)->second + names.at(i) + (ages.lower_bound(i) != ages.end());
    std::map<int, int> copy = ages;
    sum += copy == ages;
  }
  if (!sum)
    std::terminate();
}

int main() {
  for (int i = 0; i < 50; ++i)
    ages[i] = names[i] = i;
  runBoth(reads, reads);
}
