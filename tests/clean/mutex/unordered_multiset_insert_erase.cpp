// RUN: %clean
// Intent: as races/unordered_multiset/insert_erase.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <mutex>
#include <unordered_set>

std::unordered_multiset<int, Hash> ages{1, 2, 3};
std::mutex mutex;
Barrier inside, open;

void inserts() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages.insert(7);
}

void erases() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  ages.erase(1);
}

int main() {
  open.arrive();
  runBoth(inserts, erases);
}
