// RUN: %clean
// Intent: as races/map/compare_insert.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::map<int, Slow> ages{{1, 30}, {2, 40}};
std::map<int, Slow> others{{1, 30}, {2, 40}};
std::mutex mutex;
Barrier inside, open;

void compares() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  (void)(ages == others);
}

void inserts() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  ages.emplace(7, 60);
}

int main() {
  open.arrive();
  runBoth(compares, inserts);
}
