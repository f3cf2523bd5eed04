// Prices in a container of our own, updated by one thread and read by another.
#include "flat_table.h"
#include <thread>

FlatTable<int, int> prices;

void update() {
  for (int i = 100000; i > 0; --i)
    prices.put(i / 4, i);
}

void quote() {
  for (int i = 0; i < 8000000; ++i)
    prices.find(i % 25000);
}

int main() {
  std::thread updater(update), quoter(quote);
  updater.join();
  quoter.join();
}
