// RUN: %clean
// Intent: operations on other maps inside an operation: values that are maps,
// comparators that look things up, deep destruction.
#include "mapsan_test.h"
#include <map>
#include <mutex>
#include <string>

std::map<std::string, int> ranks{{"a", 2}, {"b", 1}, {"c", 3}};

struct ByRank {
  bool operator()(const std::string &left, const std::string &right) const {
    return ranks.at(left) < ranks.at(right);
  }
};

using Inner = std::map<int, std::map<int, int>>;
std::map<std::string, Inner, ByRank> table;
std::mutex mutex;

void works() {
  for (int i = 0; i < 200; ++i) {
    std::lock_guard<std::mutex> lock(mutex);
    for (const char *name : {"a", "b", "c"})
      for (int j = 0; j < 20; ++j)
        table[name][i % 10][j] = i;
    if (i % 20 == 0)
      table.clear();
  }
}

int main() { runBoth(works, works); }
