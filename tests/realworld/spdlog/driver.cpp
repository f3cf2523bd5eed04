// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads register loggers of their own, look them up and drop them again.
#include "spdlog/sinks/null_sink.h"
#include "spdlog/spdlog.h"
#include <string>
#include <thread>
#include <vector>

int main() {
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number)
    threads.emplace_back([number] {
      for (int round = 0; round < 200000; ++round) {
        std::string name = std::to_string(number) + "-" + std::to_string(round % 50);
        auto logger = spdlog::get(name);
        if (!logger)
          logger = spdlog::null_logger_mt(name);
        logger->info("round {}", round);
        if (round % 3 == 0)
          spdlog::drop(name);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
}
