// RUN: %clean
// Intent: as races/multiset/count_insert.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <mutex>
#include <set>

std::multiset<int, Less> ages{1, 2, 3};
std::mutex mutex;
Barrier inside, open;

void inserts() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages.insert(2);
}

void counts() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  (void)ages.count(1);
}

int main() {
  open.arrive();
  runBoth(inserts, counts);
}
