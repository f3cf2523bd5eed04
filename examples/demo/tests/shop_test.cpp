// Five tests, of which three race. They pass, whatever they race on, and would go on
// passing for years: the threads meet one after the other here, as they mostly do.
#include "shop.h"

#include <atomic>
#include <functional>
#include <gtest/gtest.h>
#include <thread>

namespace {

/// Each in a thread of its own, the second when the first is done. A relaxed flag
/// fixes that order in time, and orders nothing else: there is no happens-before.
void oneAfterTheOther(const std::function<void()> &first,
                      const std::function<void()> &second) {
  std::atomic<bool> isDone{false};
  std::thread one([&] {
    first();
    isDone.store(true, std::memory_order_relaxed);
  });
  std::thread other([&] {
    while (!isDone.load(std::memory_order_relaxed))
      std::this_thread::yield();
    second();
  });
  one.join();
  other.join();
}

TEST(Prices, AreSetByTwo) {
  Shop shop;
  oneAfterTheOther([&] { shop.setPrice("tea", 250); },
                   [&] { shop.setPrice("tea", 300); });
  EXPECT_EQ(shop.price("tea"), 300);
}

TEST(Prices, AreReadWhileTheyAreSet) {
  Shop shop;
  oneAfterTheOther([&] { shop.setPrice("tea", 250); },
                   [&] { EXPECT_EQ(shop.price("tea"), 250); });
}

TEST(Visitors, AreCountedWhileTheyEnter) {
  Shop shop;
  oneAfterTheOther([&] { shop.enter(1, "ann"); },
                   [&] { EXPECT_EQ(shop.countVisitors(), 1u); });
}

TEST(Visitors, AreCountedAfterwards) {
  Shop shop;
  oneAfterTheOther([&] { shop.enter(1, "ann"); },
                   [&] { shop.enter(2, "bob"); });
  EXPECT_EQ(shop.countVisitors(), 2u);
}

TEST(Log, CountsForAll) {
  Shop shop;
  oneAfterTheOther([&] { shop.log.count("sold"); },
                   [&] { shop.log.count("returned"); });
}

} // namespace
