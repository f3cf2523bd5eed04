// RUN: %clean
// Intent: as races/map/merge_second.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::map<int, int, Less> target{{1, 30}};
std::map<int, int, Less> ages{{2, 40}, {3, 50}};
std::mutex mutex;
Barrier inside, open;

void merges() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  target.merge(ages);
}

void asks() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  (void)ages.size();
}

int main() {
  open.arrive();
  runBoth(merges, asks);
}
