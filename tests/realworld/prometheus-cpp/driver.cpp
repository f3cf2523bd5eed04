// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads add counters with labels of their own while one thread collects.
#include "prometheus/counter.h"
#include "prometheus/registry.h"
#include <string>
#include <thread>
#include <vector>

int main() {
  prometheus::Registry registry;
  auto &family = prometheus::BuildCounter().Name("requests_total").Register(registry);
  std::vector<std::thread> threads;
  for (int number = 0; number < 3; ++number)
    threads.emplace_back([&family, number] {
      for (int round = 0; round < 20000; ++round)
        family.Add({{"thread", std::to_string(number)}, {"path", std::to_string(round)}})
            .Increment();
    });
  threads.emplace_back([&registry] {
    for (int round = 0; round < 10; ++round)
      registry.Collect();
  });
  for (std::thread &thread : threads)
    thread.join();
}
