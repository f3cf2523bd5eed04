// RUN: %clean
// Intent: as races/map/swap_size.cpp, with one mutex around both sides: the
// second thread comes while the first is inside, and waits.
#include "mapsan_test.h"
#include <map>
#include <mutex>
#include <utility>

struct Order : Less {
  Order() = default;
  Order(const Order &) { hold.pass(); }
  Order &operator=(const Order &) = default;
};
std::map<int, int, Order> other;
std::map<int, int, Order> ages;
std::mutex mutex;
Barrier inside, open;

void swaps() {
  std::lock_guard<std::mutex> lock(mutex);
  hold.here(inside, open);
  other.swap(ages);
}

void asks() {
  inside.wait();
  std::lock_guard<std::mutex> lock(mutex);
  (void)ages.size();
}

int main() {
  open.arrive();
  runBoth(swaps, asks);
}
