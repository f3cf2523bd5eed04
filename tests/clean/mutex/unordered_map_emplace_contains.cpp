// RUN: %clean
// Intent: as races/unordered_map/emplace_contains.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <mutex>
#include <unordered_map>

std::unordered_map<int, int, Hash> ages{{1, 30}, {2, 40}};
std::mutex mutex;
Barrier inside, open;

void writes() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages.emplace(7, 60);
}

void asks() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  (void)ages.bucket_count();
}

int main() {
  open.arrive();
  runBoth(writes, asks);
}
