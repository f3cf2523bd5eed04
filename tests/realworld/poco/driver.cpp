// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads get loggers by their names, each its own and some of all, set their levels
// and remove them again.
#include "Poco/Logger.h"
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

int main() {
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number)
    threads.emplace_back([number] {
      for (int round = 0; round < 20000; ++round) {
        Poco::Logger::get("shared" + std::to_string(round % 7)).setLevel(Poco::Message::PRIO_ERROR);
        const std::string name = std::to_string(number) + "." + std::to_string(round % 50);
        if (Poco::Logger::get(name).name() != name || !Poco::Logger::has(name))
          std::abort();
        if (round % 3 == 0)
          Poco::Logger::destroy(name);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
}
