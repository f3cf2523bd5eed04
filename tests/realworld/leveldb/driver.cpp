// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads write, look for and remove files of leveldb's in-memory environment,
// each its own.
#include "leveldb/env.h"
#include "memenv.h"
#include <memory>
#include <string>
#include <thread>
#include <vector>

int main() {
  std::unique_ptr<leveldb::Env> env(leveldb::NewMemEnv(leveldb::Env::Default()));
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number)
    threads.emplace_back([&env, number] {
      for (int round = 0; round < 200000; ++round) {
        std::string name = "/" + std::to_string(number) + "-" + std::to_string(round % 50);
        if (!leveldb::WriteStringToFile(env.get(), "text", name).ok() || !env->FileExists(name))
          std::abort();
        if (round % 3 == 0)
          env->RemoveFile(name);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
}
