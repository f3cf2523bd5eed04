// RUN: %clean
// Intent: the map is filled first; then each thread finds its own element and
// writes that element's value. The structure never changes.
#include "mapsan_test.h"
#include <map>
#include <unordered_map>

std::map<int, long> ordered;
std::unordered_map<int, long> hashed;

void adds(int slot) {
  for (int i = 0; i < 5000; ++i) {
    ordered.find(slot)->second += i;
    hashed.at(slot) += i;
  }
}

int main() {
  for (int i = 0; i < 16; ++i)
    ordered[i] = hashed[i] = 0;
  runBoth([] { adds(3); }, [] { adds(4); });
  return ordered[3] != hashed[4];
}
