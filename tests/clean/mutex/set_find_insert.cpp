// RUN: %clean
// Intent: as races/set/find_insert.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <mutex>
#include <set>

std::set<int, Less> ages{1, 2, 3};
std::mutex mutex;
Barrier inside, open;

void inserts() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages.insert(7);
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
