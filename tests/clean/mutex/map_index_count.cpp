// RUN: %clean
// Intent: as races/map/index_count.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::map<int, int, Less> ages{{1, 30}, {2, 40}, {5, 50}};
std::mutex mutex;
Barrier inside, open;

void writes() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages[7] = 60;
}

void counts() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  (void)ages.count(2);
}

int main() {
  open.arrive();
  runBoth(writes, counts);
}
