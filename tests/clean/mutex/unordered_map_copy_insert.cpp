// RUN: %clean
// Intent: as races/unordered_map/copy_insert.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <mutex>
#include <unordered_map>

std::unordered_map<int, Slow> ages{{1, 30}, {2, 40}};
std::mutex mutex;
Barrier inside, open;

void copies() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  std::unordered_map<int, Slow> copy(ages);
}

void inserts() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  ages.emplace(7, 60);
}

int main() {
  open.arrive();
  runBoth(copies, inserts);
}
