// RUN: %clean
// Intent: as races/unordered_map/clear_size.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <mutex>
#include <unordered_map>

struct Dying {
  ~Dying() { hold.pass(); }
};
std::unordered_map<int, Dying> ages;
int filled = (ages[1], ages[2], 0);
std::mutex mutex;
Barrier inside, open;

void clears() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  ages.clear();
}

void asks() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  (void)ages.size();
}

int main() {
  open.arrive();
  runBoth(clears, asks);
}
