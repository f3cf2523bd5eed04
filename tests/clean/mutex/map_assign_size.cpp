// RUN: %clean
// Intent: as races/map/assign_size.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::map<int, Slow> ages{{1, 30}};
std::map<int, Slow> source{{2, 40}};
std::mutex mutex;
Barrier inside, open;

void assigns() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages = source;
}

void asks() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  (void)ages.size();
}

int main() {
  open.arrive();
  runBoth(assigns, asks);
}
