// RUN: %clean
// Intent: a new map replaces the old one through an atomic pointer; readers
// never see one that is being filled.
#include "mapsan_test.h"
#include <atomic>
#include <map>
#include <memory>
#include <vector>

using Config = std::map<int, int>;
std::atomic<const Config *> current{new Config{{0, 0}}};
std::vector<std::unique_ptr<const Config>> all;

void publishes() {
  for (int round = 1; round < 300; ++round) {
    auto next = std::make_unique<Config>(*current.load(std::memory_order_acquire));
    (*next)[round % 40] = round;
    current.store(next.get(), std::memory_order_release);
    all.push_back(std::move(next));
  }
}

void reads() {
  long seen = 0;
  for (int round = 0; round < 3000; ++round) {
    const Config *config = current.load(std::memory_order_acquire);
    seen += config->count(round % 40) + config->size();
  }
  if (!seen)
    std::terminate();
}

int main() { runBoth(publishes, reads); }
