// RUN: %clean
// Intent: as races/map/extract_contains.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::map<int, int, Less> ages{{1, 30}, {2, 40}, {5, 50}};
std::mutex mutex;
Barrier inside, open;

void takes() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages.extract(5);
}

void asks() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  (void)ages.count(1);
}

int main() {
  open.arrive();
  runBoth(takes, asks);
}
