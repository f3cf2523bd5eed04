// RUN: %clean
// Intent: as races/unordered_map/find_insert.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <mutex>
#include <unordered_map>

std::unordered_map<int, int, Hash> ages{{1, 30}, {2, 40}};
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
