// RUN: %clean
// Intent: as races/set/insert_insert.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <mutex>
#include <set>

std::set<int, Less> ages{1, 2, 3};
std::mutex mutex;
Barrier inside, open;

void slow() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages.insert(7);
}

void quick() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  ages.insert(0);
}

int main() {
  open.arrive();
  runBoth(slow, quick);
}
