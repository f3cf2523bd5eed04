// RUN: %clean
// Intent: a function's static map is built by whoever comes first; the compiler
// guards that.
#include "mapsan_test.h"
#include <string>
#include <unordered_map>

const std::unordered_map<std::string, int> &table() {
  static const std::unordered_map<std::string, int> words{
      {"one", 1}, {"two", 2}, {"three", 3}};
  return words;
}

void reads() {
  for (int i = 0; i < 1000; ++i)
    if (table().at("two") != 2 || table().count("four"))
      std::terminate();
}

int main() { runBoth(reads, reads); }
