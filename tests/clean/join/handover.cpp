// RUN: %clean
// Intent: one thread after the other uses the map; only creation and join order
// them.
#include "mapsan_test.h"
#include <map>
#include <unordered_map>

std::map<int, int> ages;
std::unordered_map<int, int> names;

int main() {
  for (int round = 0; round < 100; ++round) {
    std::thread([=] {
      ages[round] = round;
      names[round] = round;
    }).join();
    ages.erase(round - 50);
    std::thread([=] { names.erase(round - 50); }).join();
    if (!names.count(round) || ages.size() > 50 || names.size() > 50)
      return 1;
  }
}
