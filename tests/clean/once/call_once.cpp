// RUN: %clean
// Intent: the first caller fills the map, everybody else only reads it.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::once_flag filled;
std::map<int, int> table;

int lookup(int key) {
  std::call_once(filled, [] {
    for (int i = 0; i < 100; ++i)
      table[i] = i * i;
  });
  return table.find(key)->second;
}

void reads() {
  for (int i = 0; i < 100; ++i)
    if (lookup(i) != i * i)
      std::terminate();
}

int main() { runBoth(reads, reads); }
