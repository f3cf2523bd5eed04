// As main.cpp, with a lock around both sides.
#include "flat_table.h"
#include <mutex>
#include <thread>

std::mutex mutex;
FlatTable<int, int> prices;

void update() {
  for (int i = 100000; i > 0; --i) {
    std::lock_guard<std::mutex> lock(mutex);
    prices.put(i / 4, i);
  }
}

void quote() {
  for (int i = 0; i < 8000000; ++i) {
    std::lock_guard<std::mutex> lock(mutex);
    prices.find(i % 25000);
  }
}

int main() {
  std::thread updater(update), quoter(quote);
  updater.join();
  quoter.join();
}
