// RUN: %clean
// Intent: as races/unordered_map/destroy_size.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <mutex>
#include <unordered_map>

struct Dying {
  ~Dying() { hold.pass(); }
};
struct Town {
  std::unordered_map<int, Dying> ages;
};
Town *town = new Town;
int filled = (town->ages[1], town->ages[2], 0);
std::mutex mutex;
Barrier inside, open;

void destroys() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  delete town;
}

void asks() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  // comes too late: the map is gone
}

int main() {
  open.arrive();
  runBoth(destroys, asks);
}
