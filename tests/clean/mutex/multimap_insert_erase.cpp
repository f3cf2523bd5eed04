// RUN: %clean
// Intent: as races/multimap/insert_erase.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::multimap<int, int, Less> ages{{1, 30}, {2, 40}, {3, 50}};
std::mutex mutex;
Barrier inside, open;

void inserts() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages.insert({7, 60});
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
