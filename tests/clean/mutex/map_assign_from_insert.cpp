// RUN: %clean
// Intent: as races/map/assign_from_insert.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::map<int, Slow> target;
std::map<int, Slow> ages{{2, 40}, {3, 50}};
std::mutex mutex;
Barrier inside, open;

void assigns() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  target = ages;
}

void inserts() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  ages.emplace(7, 60);
}

int main() {
  open.arrive();
  runBoth(assigns, inserts);
}
