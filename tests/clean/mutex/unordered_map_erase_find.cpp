// RUN: %clean
// Intent: as races/unordered_map/erase_find.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <mutex>
#include <unordered_map>

std::unordered_map<int, int, Hash> ages{{1, 30}, {2, 40}};
std::mutex mutex;
Barrier inside, open;

void erases() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages.erase(2);
}

void finds() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  (void)ages.find(1);
}

int main() {
  open.arrive();
  runBoth(erases, finds);
}
