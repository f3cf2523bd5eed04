// RUN: %clean
// Intent: as races/map/find_insert.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::map<int, int, Less> ages{{1, 30}, {2, 40}, {5, 50}};
std::mutex mutex;
Barrier inside, open;

void inserts() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages.insert({7, 60});
}

void finds() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  (void)ages.find(2);
}

int main() {
  open.arrive();
  runBoth(inserts, finds);
}
