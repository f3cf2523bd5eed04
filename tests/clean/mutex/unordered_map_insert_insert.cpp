// RUN: %clean
// Intent: as races/unordered_map/insert_insert.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <mutex>
#include <unordered_map>

std::unordered_map<int, int, Hash> ages{{1, 30}, {2, 40}};
std::mutex mutex;
Barrier inside, open;

void slow() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages.insert({7, 60});
}

void quick() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  ages.insert({0, 20});
}

int main() {
  open.arrive();
  runBoth(slow, quick);
}
